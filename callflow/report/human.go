package report

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"
)

// count prints a number with thousands separators: 18,204.
func count[T int | int32 | int64 | uint64 | uint32](n T) string {
	s := strconv.FormatInt(int64(n), 10)
	sign := ""
	if s[0] == '-' {
		sign, s = "-", s[1:]
	}
	for i := len(s) - 3; i > 0; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return sign + s
}

// plural prints "1 call", "2 calls".
func plural[T int | int32 | int64 | uint64 | uint32](n T, one string) string {
	if n == 1 {
		return "1 " + one
	}
	return count(n) + " " + one + "s"
}

// duration prints a time span with two or three figures: 0.02 ms, 11 ms, 0.9 s, 32.0 s, 6m14s,
// 1h02m, 2d03h. A negative one (callflow.Unmeasured) is empty.
func duration(d time.Duration) string {
	ms := float64(d) / float64(time.Millisecond)
	switch {
	case d < 0:
		return ""
	case d == 0:
		return "0 ms"
	case d < time.Millisecond:
		return fmt.Sprintf("%.2g ms", max(ms, 0.001))
	case d < 99500*time.Microsecond:
		return fmt.Sprintf("%.0f ms", ms)
	case d < 59950*time.Millisecond:
		return fmt.Sprintf("%.1f s", d.Seconds())
	}
	s := int64(d.Round(time.Second) / time.Second)
	switch {
	case s < 3600:
		return fmt.Sprintf("%dm%02ds", s/60, s%60)
	case s < 86400:
		return fmt.Sprintf("%dh%02dm", s/3600, s%3600/60)
	}
	return fmt.Sprintf("%dd%02dh", s/86400, s%86400/3600)
}

// percent prints a share from 0 to 1: 78.8 %.
func percent(share float64) string { return strconv.FormatFloat(100*share, 'f', 1, 64) + " %" }

const (
	clockLayout = "15:04:05"
	dateLayout  = "2006-01-02"
)

// clock prints the time of day, with the date where dated is set.
func clock(t time.Time, dated bool) string {
	if t.IsZero() {
		return ""
	}
	if dated {
		return t.UTC().Format(dateLayout + " " + clockLayout)
	}
	return t.UTC().Format(clockLayout)
}

// severalDays tells whether the two times are on different days, in UTC.
func severalDays(a, b time.Time) bool {
	return !a.IsZero() && !b.IsZero() && a.UTC().Format(dateLayout) != b.UTC().Format(dateLayout)
}

// period prints from when to when: "2021-03-04 10:24:53 to 10:31:07 (6m14s)".
func period(first, last time.Time) string {
	if first.IsZero() {
		return ""
	}
	return clock(first, true) + " to " + clock(last, severalDays(first, last)) + " (" + duration(max(last.Sub(first), 0)) + ")"
}

// Party shortens a URI to what people call it: the user part, or the host where there is
// none. sip:1001@pbx.example;transport=tcp becomes 1001, tel:+4930123 becomes +4930123.
func Party(uri string) string {
	scheme, rest, ok := strings.Cut(uri, ":")
	switch strings.ToLower(scheme) {
	case "sip", "sips", "tel", "im", "pres":
	default:
		ok = false
	}
	if !ok {
		return uri
	}
	if at := strings.LastIndexByte(rest, '@'); at > 0 {
		user := rest[:at]
		if i := strings.IndexAny(user, ":;"); i > 0 { // a password, or parameters of the number
			user = user[:i]
		}
		return user
	}
	rest = strings.TrimPrefix(rest, "@")
	if i := strings.IndexAny(rest, ";?>"); i > 0 {
		rest = rest[:i]
	}
	return rest
}

// addr prints an address as ip:port or [v6]:port; an unknown one is empty.
func addr(a netip.AddrPort) string {
	if !a.IsValid() {
		return ""
	}
	return netip.AddrPortFrom(a.Addr().Unmap(), a.Port()).String()
}
