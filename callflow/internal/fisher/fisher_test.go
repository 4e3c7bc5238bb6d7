package fisher

import (
	"math"
	"testing"
)

func TestTest(t *testing.T) {
	for _, tt := range []struct {
		k, n, kk, nn int
		want         float64
	}{
		{3, 4, 1, 4, 34.0 / 70}, // Fisher's lady tasting tea: 17 of 70, twice
		{4, 4, 0, 4, 2.0 / 70},
		{0, 4, 4, 4, 2.0 / 70},
		{1, 4, 3, 4, 34.0 / 70},
		{7, 9, 1, 43, 2 * (36*43 + 9) / 752538150.0},
		{5, 10, 5, 10, 1},
		{0, 10, 0, 10, 1},
		{10, 10, 10, 10, 1},
		{1, 1, 0, 1, 1},
		{0, 0, 3, 5, 1},
		{3, 5, 0, 0, 1},
	} {
		if got := Test(tt.k, tt.n, tt.kk, tt.nn); math.Abs(got-tt.want) > 1e-9 {
			t.Errorf("%d of %d and %d of %d: got %g, want %g", tt.k, tt.n, tt.kk, tt.nn, got, tt.want)
		}
	}
}

// TestSymmetric: which side is first, and what is counted, makes no difference; and great numbers
// give a probability all the same.
func TestSymmetric(t *testing.T) {
	for n := range 12 {
		for k := range n + 1 {
			for kk := range 8 {
				p := Test(k, n, kk, 7)
				for _, q := range []float64{Test(kk, 7, k, n), Test(n-k, n, 7-kk, 7)} {
					if math.Abs(p-q) > 1e-9 || p < 0 || p > 1 {
						t.Errorf("%d of %d and %d of 7: got %g and %g", k, n, kk, p, q)
					}
				}
			}
		}
	}
	if p := Test(30_000, 1_000_000, 29_900, 1_000_000); p < 0.5 || p > 0.8 { // normal approximation: 0.679
		t.Errorf("got %g", p)
	}
	if p := Test(1_000_000, 1_000_000, 0, 1_000_000); p != 0 {
		t.Errorf("got %g, want 0", p)
	}
}
