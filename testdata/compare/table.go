package main

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"time"
)

// line is the command as a person would type it.
func (c *command) line() string {
	words := []string{filepath.Base(c.args[0])}
	for _, w := range c.args[1:] {
		if filepath.IsAbs(w) && w != nowhere || strings.HasSuffix(w, ".pcap") {
			w = filepath.Base(w)
		}
		words = append(words, w)
	}
	return strings.Join(words, " ")
}

// print prints a row a command; ratios are to the first.
func print(w io.Writer, list []*measurement) {
	fmt.Fprintln(w, "| command | what it does | wall | CPU | peak | wall, CPU and peak to the first's |")
	fmt.Fprintln(w, "| --- | --- | --- | --- | --- | --- |")
	for _, m := range list {
		n := len(m.wall)
		fmt.Fprintf(w, "| `%s` | %s | %s (%s–%s) | %s | %s | %s, %s, %s |\n", m.line(), m.does,
			seconds(median(m.wall)), number(m.wall[0]), number(m.wall[n-1]), seconds(median(m.cpu)), bytes(m.peak),
			ratio(float64(median(m.wall)), float64(median(list[0].wall))), ratio(float64(median(m.cpu)), float64(median(list[0].cpu))), ratio(float64(m.peak), float64(list[0].peak)))
	}
}

func number(d time.Duration) string { return fmt.Sprintf("%.2f", d.Seconds()) }

func seconds(d time.Duration) string { return number(d) + " s" }

func bytes(n int64) string {
	if n == 0 {
		return "-"
	}
	return fmt.Sprintf("%d MB", n/1e6)
}

func ratio(a, b float64) string {
	if a == 0 || b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.2f", a/b)
}

// machine says what this was measured on.
func machine() string {
	return fmt.Sprintf("%s, %d cores, %s/%s. %s", firstOf("/proc/cpuinfo", "model name"), runtime.NumCPU(), runtime.GOOS, runtime.GOARCH, load())
}

// load says how busy the machine is.
func load() string {
	b, err := os.ReadFile("/proc/loadavg")
	if err != nil {
		return ""
	}
	return "Load: " + strings.Join(strings.Fields(string(b))[:3], " ") + "."
}

// firstOf is the value of the first line of a name in a file of lines "name: value".
func firstOf(file, name string) string {
	f, err := os.Open(file)
	if err != nil {
		return "unknown processor"
	}
	defer f.Close()
	for lines := bufio.NewScanner(f); lines.Scan(); {
		if key, value, ok := strings.Cut(lines.Text(), ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown processor"
}
