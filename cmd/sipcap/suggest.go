package main

import "strings"

// nearest returns the one of words that word is most likely a slip of, "" where none is near.
// A beginning counts as near, and so does a distance of a third of the letters; of two that are
// as near, it is rather the one that word begins.
func nearest(word string, words []string) string {
	word = strings.ToLower(word)
	best, limit := "", 2*max(1, len(word)/3)+1
	for _, w := range words {
		lower := strings.ToLower(w)
		d := 2 * distance(word, lower)
		if len(word) >= 2 && strings.HasPrefix(lower, word) {
			d = min(d, 2) - 1
		}
		if d < limit {
			best, limit = w, d
		}
	}
	return best
}

// distance is how many letters must be changed, added, left out or swapped with their
// neighbour to make b of a.
func distance(a, b string) int {
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(row[j-1]+1, last[j]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}

// oneOf is the sentence part that lists what a value may be.
func oneOf(words []string) string { return "one of " + strings.Join(words, ", ") }
