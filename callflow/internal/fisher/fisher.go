// Package fisher has Fisher's exact test: how likely a difference between two shares is by chance.
package fisher

import "math"

// Test is the two-sided p-value, from 0 to 1, of k of n and the other kk of nn being shares of the
// same thing: twice the tail of the hypergeometric distribution that begins at what was counted
// and leads away from what is expected. It is 1 where a side is empty.
func Test(k, n, kk, nn int) float64 {
	if n <= 0 || nn <= 0 {
		return 1
	}
	if k*nn < kk*n { // the same, mirrored
		k, kk = n-k, nn-kk
	}
	marked, all := k+kk, n+nn
	term := math.Exp(lnChoose(n, k) + lnChoose(nn, kk) - lnChoose(all, marked))
	sum := 0.0
	for i := k; i <= min(n, marked) && term > sum*1e-12; i++ {
		sum += term
		term *= float64(n-i) * float64(marked-i) / (float64(i+1) * float64(nn-marked+i+1))
	}
	return min(1, 2*sum)
}

// lnChoose is the logarithm of the number of ways to choose k of n.
func lnChoose(n, k int) float64 {
	a, _ := math.Lgamma(float64(n + 1))
	b, _ := math.Lgamma(float64(k + 1))
	c, _ := math.Lgamma(float64(n - k + 1))
	return a - b - c
}
