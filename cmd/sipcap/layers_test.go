package main_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// A layerRule is a row of the layering: none of its packages may reach any of the
// forbidden ones, through however many imports.
//
// A pattern is an import path, or one that ends in "/..." and stands for the path and all below it.
type layerRule struct {
	pkgs   []string // who the row is about
	except []string // who of them it is not about
	never  []string // what they must not reach; thirdParty is any library
	why    string   // ends the sentence "a reaches b, but …"
}

// thirdParty is the pattern of every package outside this module and the standard library.
const thirdParty = "third-party"

// layerRules is the table. To add a layer: add its folder to a row of who it must stay
// away from, and say why; a package that does not exist yet may have its row already.
var layerRules = []layerRule{
	{
		pkgs:  []string{"sipcap/sipmsg/..."},
		never: []string{"sipcap/capture/...", "sipcap/callflow/..."},
		why:   "text becomes structure without knowing where the text came from or what it is for",
	},
	{
		pkgs:  []string{"sipcap/sipmsg/..."},
		never: []string{thirdParty},
		why:   "the parser is for everyone's programs and asks for nothing but the standard library",
	},
	{
		pkgs:  []string{"sipcap/capture/..."},
		never: []string{"sipcap/sipmsg/...", "sipcap/callflow/..."},
		why:   "capture knows no SIP: whoever wants packets of another protocol can use it as it is",
	},
	{
		pkgs:  []string{"sipcap/capture/decrypt/..."},
		never: []string{"sipcap/capture", "github.com/google/gopacket/..."},
		why:   "decryption takes bytes of two directions, wherever they are from, and knows no packets",
	},
	{
		pkgs:   []string{"sipcap/callflow/..."},
		except: []string{"sipcap/callflow/ingest/..."},
		never:  []string{"sipcap/capture/...", "github.com/google/gopacket/..."},
		why:    "calls are made of events, not packets, so that any source can feed them; only callflow/ingest and cmd join the two sides",
	},
	{
		pkgs:   []string{"sipcap/..."},
		except: []string{"sipcap/callflow/callflowtest/...", "sipcap/capture/capturetest/..."},
		never:  []string{"sipcap/callflow/callflowtest/...", "sipcap/capture/capturetest/..."},
		why:    "that helps tests, and only their files may import it",
	},
	{
		pkgs:   []string{"sipcap/..."},
		except: []string{"sipcap/callflow/ingest/...", "sipcap/cmd/..."},
		never:  []string{"sipcap/callflow/ingest/..."},
		why:    "ingest holds packets and messages together, and whoever sees it sees both; only cmd does",
	},
	{
		pkgs:  []string{"sipcap/callflow"},
		never: []string{"sipcap/callflow/diagnose/...", "sipcap/callflow/report/...", "sipcap/callflow/where/..."},
		why:   "what happened is told before, and without, what it means, what of it is wanted and how it is shown",
	},
	{
		pkgs:   []string{"sipcap/..."},
		except: []string{"sipcap/callflow/where/...", "sipcap/cmd/..."},
		never:  []string{"sipcap/callflow/where/..."},
		why:    "which calls are wanted is the user's affair: rules and views are given those that are",
	},
	{
		pkgs:  []string{"sipcap/callflow", "sipcap/callflow/diagnose/...", "sipcap/callflow/ingest/..."},
		never: []string{"sipcap/callflow/compare/..."},
		why:   "what two captures have in common is told of finished calls, by whoever has both",
	},
	{
		pkgs:  []string{"sipcap/callflow/compare/..."},
		never: []string{"sipcap/callflow/diagnose/..."},
		why:   "findings are compared as they stand, whoever made them",
	},
	{
		pkgs:   []string{"sipcap/..."},
		except: []string{"sipcap/callflow/report/...", "sipcap/cmd/..."},
		never:  []string{"sipcap/callflow/report/..."},
		why:    "results never see their presentation, so that each can change without the other",
	},
	{
		pkgs:  []string{"sipcap/cmd/sipcap/internal/exporter/..."},
		never: []string{"sipcap/capture/...", "sipcap/callflow/diagnose/...", "sipcap/callflow/report/..."},
		why:   "the exporter counts what it is told of calls and messages, whoever found it out",
	},
}

// A listedPackage is what go list tells of a package.
type listedPackage struct {
	ImportPath string
	Standard   bool
	Imports    []string
	CgoFiles   []string
}

func TestLayers(t *testing.T) {
	for _, sentence := range layerBreaches(listPackages(t), layerRules) {
		t.Error(sentence)
	}
}

// The default build is CGO_ENABLED=0; it is listed here with cgo on, so that a package
// which would want a C compiler shows itself.
func TestNoCgoInDefaultBuild(t *testing.T) {
	for _, p := range listPackages(t) {
		if !p.Standard && len(p.CgoFiles) > 0 {
			t.Errorf("%s needs a C compiler, but the default build is one static binary without cgo", p.ImportPath)
		}
	}
}

// Every row must fire on a graph that breaks it, and spare those it excepts.
func TestLayerRulesFire(t *testing.T) {
	for _, rule := range layerRules {
		rules := []layerRule{rule}
		for _, never := range rule.never {
			for _, from := range rule.pkgs {
				chain := chainGraph(samplePath(from), "sipcap/between", samplePath(never))
				if got := strings.Join(layerBreaches(chain, rules), "\n"); !strings.Contains(got, rule.why) {
					t.Errorf("a chain from %s to %s: got %q, want a breach with its reason", from, never, got)
				}
			}
			for _, from := range rule.except {
				direct := chainGraph(samplePath(from), samplePath(never))
				if got := layerBreaches(direct, rules); len(got) > 0 {
					t.Errorf("an import of %s by %s: got %q, want none", never, from, got)
				}
			}
		}
	}
}

// listPackages lists the packages of the module and all that they depend on, tests aside.
func listPackages(t *testing.T) map[string]listedPackage {
	t.Helper()
	cmd := exec.Command("go", "list", "-pgo=off", "-deps", "-test=false", "-json=ImportPath,Standard,Imports,CgoFiles", "./...")
	cmd.Dir = moduleRoot
	cmd.Env = append(os.Environ(), "GOOS=linux", "CGO_ENABLED=1")
	var stderr bytes.Buffer
	cmd.Stderr = &stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("%s: %v\n%s", cmd, err, &stderr)
	}
	graph := map[string]listedPackage{}
	for dec := json.NewDecoder(bytes.NewReader(out)); ; {
		var p listedPackage
		if err := dec.Decode(&p); errors.Is(err, io.EOF) {
			return graph
		} else if err != nil {
			t.Fatalf("%s: %v", cmd, err)
		}
		graph[p.ImportPath] = p
	}
}

// layerBreaches tells, in a sentence each and in a stable order, which packages reach what they must not.
func layerBreaches(graph map[string]listedPackage, rules []layerRule) []string {
	var sentences []string
	for from := range graph {
		for _, rule := range rules {
			if !matchAny(rule.pkgs, from) || matchAny(rule.except, from) {
				continue
			}
			if chain := shortestChain(graph, from, rule.never); chain != nil {
				sentences = append(sentences, fmt.Sprintf("%s reaches %s (%s), but %s",
					from, chain[len(chain)-1], strings.Join(chain, " → "), rule.why))
			}
		}
	}
	slices.Sort(sentences)
	return sentences
}

// shortestChain returns the shortest chain of imports from a package to one that matches a pattern, nil if there is none.
func shortestChain(graph map[string]listedPackage, from string, patterns []string) []string {
	seen := map[string]bool{from: true}
	for queue := [][]string{{from}}; len(queue) > 0; queue = queue[1:] {
		chain := queue[0]
		for _, next := range graph[chain[len(chain)-1]].Imports {
			if seen[next] {
				continue
			}
			seen[next] = true
			longer := append(slices.Clip(chain), next)
			if matchAny(patterns, next) {
				return longer
			}
			queue = append(queue, longer)
		}
	}
	return nil
}

func matchAny(patterns []string, importPath string) bool {
	return slices.ContainsFunc(patterns, func(pattern string) bool {
		if pattern == thirdParty {
			first, _, _ := strings.Cut(importPath, "/")
			return strings.Contains(first, ".") // as the go command tells them apart
		}
		if parent, ok := strings.CutSuffix(pattern, "/..."); ok {
			return importPath == parent || strings.HasPrefix(importPath, parent+"/")
		}
		return importPath == pattern
	})
}

// samplePath returns an import path that the pattern matches.
func samplePath(pattern string) string {
	if pattern == thirdParty {
		return "example.org/library"
	}
	if parent, ok := strings.CutSuffix(pattern, "/..."); ok {
		return parent + "/sample"
	}
	return pattern
}

// chainGraph returns a graph in which each path imports the next.
func chainGraph(paths ...string) map[string]listedPackage {
	graph := map[string]listedPackage{}
	for i, p := range paths {
		graph[p] = listedPackage{ImportPath: p, Imports: paths[i+1 : min(i+2, len(paths))]}
	}
	return graph
}
