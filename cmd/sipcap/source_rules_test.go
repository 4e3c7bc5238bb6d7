package main_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// moduleRoot is where go.mod is, seen from this package.
const moduleRoot = "../.."

// goFolders are the top-level folders that may hold Go files.
var goFolders = []string{"callflow", "capture", "cmd", "sipmsg", "testdata"}

// A homeRule names where an import, or a name of a package, is at home: nowhere else may source text name it.
//
// A home is a package pattern as in layerRule, or a glob of files as in "sipcap/capture/live*.go".
type homeRule struct {
	what  string   // a package pattern, or a package and a name as in "time.Now"
	homes []string // who may name it
	tests bool     // tests may name it anywhere
	why   string   // ends the sentence "a names b, but …"
}

// Programs under testdata write the fixtures; they are not part of any build.
const fixtures = "sipcap/testdata/..."

// Test helpers are part of tests though their files are not named so; that no package
// imports one outside its tests is a row of layerRules.
const testHelpers = "sipcap/callflow/callflowtest/..."

// importHomes has a row for every third-party library and for those standard packages
// that a library has no business with. To add a library: name its one home, and why.
var importHomes = []homeRule{
	{"github.com/google/gopacket/...", []string{"sipcap/capture/...", fixtures}, false, "frames are taken apart in one place; everyone else sees capture.Packet"},
	{"golang.org/x/crypto/...", []string{"sipcap/capture/decrypt/..."}, false, "TLS is decrypted in one place"},
	{"github.com/klauspost/compress/...", []string{"sipcap/capture/...", fixtures}, false, "compressed files are opened in one place"},
	{"github.com/ulikunitz/xz/...", []string{"sipcap/capture/...", fixtures}, false, "compressed files are opened in one place"},
	{"github.com/pierrec/lz4/...", []string{"sipcap/capture/...", fixtures}, false, "compressed files are opened in one place"},
	{"golang.org/x/net/bpf", []string{"sipcap/capture/..."}, false, "what the kernel filters is told where frames are captured"},
	{"golang.org/x/net/netutil", []string{"sipcap/cmd/sipcap/internal/exporter/..."}, false, "what serves HTTP is in one place, and bounds its connections there"},
	{"github.com/prometheus/...", []string{"sipcap/cmd/sipcap/internal/exporter/..."}, false, "metrics are named in one place; everyone else tells it what happened"},
	{"net/http/...", []string{"sipcap/cmd/sipcap/internal/exporter/..."}, true, "only the exporter serves anything, and nothing asks the network"},
	{"go.yaml.in/yaml/...", []string{testHelpers}, true, "it reads the files of docs in tests"},
	{"golang.org/x/sys/...", []string{"sipcap/capture/...", "sipcap/cmd/..."}, false, "only capture and the program ask the system"},
	{"github.com/olekukonko/tablewriter/...", []string{"sipcap/callflow/report/..."}, false, "callflow/report is the only place that formats"},
	{"github.com/olekukonko/ll/...", []string{"sipcap/callflow/report/..."}, false, "a renderer of tablewriter is given one of its loggers"},
	{"github.com/clipperhouse/displaywidth/...", []string{"sipcap/callflow/report/..."}, false, "only what formats asks how wide text is"},
	{"github.com/clipperhouse/uax29/...", []string{"sipcap/callflow/report/..."}, false, "only what formats cuts text"},
	{"github.com/expr-lang/expr/...", []string{"sipcap/callflow/where/..."}, false, "expressions are compiled in one place; everyone else is told what they select"},
	{"github.com/spf13/pflag/...", []string{"sipcap/cmd/..."}, false, "flags belong to the program; a library has a Config"},
	{"github.com/spf13/cobra/...", []string{"sipcap/cmd/..."}, false, "commands belong to the program"},
	{"golang.org/x/term/...", []string{"sipcap/cmd/..."}, false, "only the program knows that there is a terminal"},
	{"github.com/google/go-cmp/...", []string{testHelpers}, true, "it compares for tests and panics where it cannot"},
	{"github.com/rogpeppe/go-internal/...", []string{testHelpers}, true, "it runs test scripts"},

	{"C", []string{"sipcap/capture/*_libpcap.go"}, false, "the default build is one static binary without cgo: what needs C has the build tag libpcap, and its name"},
	{"log/...", []string{"sipcap/cmd/...", fixtures}, true, "libraries log nothing: they return errors and count"},
	{"flag", []string{"sipcap/cmd/...", fixtures}, true, "flags belong to the program; a library has a Config"},
	{"os", []string{"sipcap/capture/...", "sipcap/cmd/...", fixtures, testHelpers}, true, "messages and calls come from memory: only capture and the program touch files"},
	{"math/rand/...", []string{fixtures}, true, "the same capture gives the same output, byte for byte"},
}

// nameHomes has a row for each name of a standard package that libraries leave alone.
var nameHomes = []homeRule{
	{"time.Now", []string{"sipcap/cmd/...", "sipcap/capture/live*.go", "sipcap/capture/follow*.go", fixtures}, true, "time comes in with the data: only live sources and the program read the clock"},
	{"time.Since", []string{"sipcap/cmd/...", "sipcap/capture/live*.go", "sipcap/capture/follow*.go", fixtures}, true, "time comes in with the data: only live sources and the program read the clock"},
	{"time.Until", []string{"sipcap/cmd/...", "sipcap/capture/live*.go", "sipcap/capture/follow*.go", fixtures}, true, "time comes in with the data: only live sources and the program read the clock"},
	{"os.Exit", []string{"sipcap/cmd/...", fixtures}, true, "a library never ends its caller's program"},
	{"os.Getenv", []string{"sipcap/cmd/...", fixtures}, true, "the environment is the program's; a library has a Config"},
	{"os.LookupEnv", []string{"sipcap/cmd/...", fixtures}, true, "the environment is the program's; a library has a Config"},
	{"os.Environ", []string{"sipcap/cmd/...", fixtures}, true, "the environment is the program's; a library has a Config"},
	{"os.Stdin", []string{"sipcap/cmd/...", fixtures}, true, "standard input is the program's; a library is given a reader"},
	{"os.Stdout", []string{"sipcap/cmd/...", fixtures}, true, "libraries print nothing: they are given a writer"},
	{"os.Stderr", []string{"sipcap/cmd/...", fixtures}, true, "libraries print nothing: they return errors"},
	{"fmt.Print", []string{"sipcap/cmd/...", fixtures}, true, "libraries print nothing: they are given a writer"},
	{"fmt.Printf", []string{"sipcap/cmd/...", fixtures}, true, "libraries print nothing: they are given a writer"},
	{"fmt.Println", []string{"sipcap/cmd/...", fixtures}, true, "libraries print nothing: they are given a writer"},
}

// Files of every platform and build tag are read, those of tests too.
func TestSourceRules(t *testing.T) {
	err := filepath.WalkDir(moduleRoot, func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		base := entry.Name()
		if entry.IsDir() {
			if name != moduleRoot && (strings.HasPrefix(base, ".") || strings.HasPrefix(base, "_")) {
				return fs.SkipDir
			}
			if _, err := os.Stat(filepath.Join(name, "go.mod")); err == nil && name != moduleRoot {
				return fs.SkipDir // a module of its own, with rules of its own
			}
			return nil
		}
		if path.Ext(base) != ".go" {
			return nil
		}
		rel, err := filepath.Rel(moduleRoot, name)
		if err != nil {
			return err
		}
		src, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		for _, sentence := range sourceBreaches(filepath.ToSlash(rel), string(src)) {
			t.Error(sentence)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

// sourceBreaches tells, in a sentence each, what a Go file (its path within the module) names or is that it must not.
func sourceBreaches(file, src string) []string {
	top, _, found := strings.Cut(file, "/")
	if !found || !slices.Contains(goFolders, top) {
		return []string{fmt.Sprintf("%s is outside %s, but there is no further top-level Go folder: move it under one of these",
			file, strings.Join(goFolders, ", "))}
	}
	fset := token.NewFileSet()
	parsed, err := parser.ParseFile(fset, file, src, 0)
	if err != nil {
		return []string{err.Error()}
	}
	var sentences []string
	report := func(pos token.Pos, name string, rule homeRule) {
		if !rule.allows(file) {
			sentences = append(sentences, fmt.Sprintf("%s names %s, but %s", fset.Position(pos), name, rule.why))
		}
	}

	locals := map[string]string{} // the name an import has in this file, of standard packages
	for _, spec := range parsed.Imports {
		imported, _ := strconv.Unquote(spec.Path.Value)
		i := slices.IndexFunc(importHomes, func(r homeRule) bool { return matchAny([]string{r.what}, imported) })
		if i >= 0 {
			report(spec.Pos(), imported, importHomes[i])
		} else if matchAny([]string{thirdParty}, imported) {
			sentences = append(sentences, fmt.Sprintf("%s names %s, but each library has one home: give it a row in importHomes",
				fset.Position(spec.Pos()), imported))
		}
		local := path.Base(imported)
		if spec.Name != nil {
			local = spec.Name.Name
		}
		locals[local] = imported
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		sel, ok := n.(*ast.SelectorExpr)
		if !ok {
			return true
		}
		if x, ok := sel.X.(*ast.Ident); ok {
			name := locals[x.Name] + "." + sel.Sel.Name
			if i := slices.IndexFunc(nameHomes, func(r homeRule) bool { return r.what == name }); i >= 0 {
				report(sel.Pos(), name, nameHomes[i])
			}
		}
		return true
	})
	return sentences
}

// allows tells whether the file is one of the rule's homes.
func (r homeRule) allows(file string) bool {
	if r.tests && strings.HasSuffix(file, "_test.go") {
		return true
	}
	return slices.ContainsFunc(r.homes, func(home string) bool {
		if isFile, _ := path.Match(home, "sipcap/"+file); isFile {
			return true
		}
		return matchAny([]string{home}, "sipcap/"+path.Dir(file))
	})
}

// Every row must fire outside its homes, stay silent in them, and tell tests apart.
func TestSourceRulesFire(t *testing.T) {
	sources := map[string]homeRule{}
	for _, r := range importHomes {
		sources[fmt.Sprintf("package p\nimport _ %q\n", samplePath(r.what))] = r
	}
	for _, r := range nameHomes {
		pkg, name, _ := strings.Cut(r.what, ".")
		sources[fmt.Sprintf("package p\nimport renamed %q\nvar _ = renamed.%s\n", pkg, name)] = r
	}
	for src, r := range sources {
		const strange = "sipmsg/file.go"
		got := sourceBreaches(strange, src)
		if !slices.ContainsFunc(got, func(s string) bool { return strings.HasSuffix(s, r.why) }) {
			t.Errorf("%s in %s: got %q, want a breach with its reason", r.what, strange, got)
		}
		if r.allows("sipmsg/file_test.go") != r.tests {
			t.Errorf("%s in a test: got allowed %v, want %v", r.what, !r.tests, r.tests)
		}
		for _, home := range r.homes {
			file := strings.TrimPrefix(samplePath(home), "sipcap/") + "/file.go"
			if strings.HasSuffix(home, ".go") {
				file = strings.ReplaceAll(strings.TrimPrefix(home, "sipcap/"), "*", "_linux")
			}
			for _, got := range sourceBreaches(file, src) {
				if strings.HasSuffix(got, r.why) {
					t.Errorf("%s in its home %s: got %q, want nothing", r.what, file, got)
				}
			}
		}
	}
}

func TestSourceRulesOfPlace(t *testing.T) {
	for _, test := range []struct {
		name, file, src string
		want            bool // a breach
	}{
		{"a known folder", "callflow/report/html/page.go", "package html\n", false},
		{"a new top-level folder", "util/strings.go", "package util\n", true},
		{"the module's root", "sipcap.go", "package sipcap\n", true},
		{"a library without a row", "capture/file.go", "package capture\nimport _ \"example.org/library\"\n", true},
		{"a field of the same name", "callflow/file.go", "package callflow\nvar x struct{ Now int }\nvar _ = x.Now\n", false},
	} {
		if got := sourceBreaches(test.file, test.src); (len(got) > 0) != test.want {
			t.Errorf("%s: got %q, want a breach: %v", test.name, got, test.want)
		}
	}
}
