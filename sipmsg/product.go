package sipmsg

import "iter"

// Product is a part of a User-Agent or Server header (RFC 3261 §20.35): software and
// version, or a comment, which is what vendors put the rest into.
type Product struct {
	Name    []byte // nil for a comment
	Version []byte // nil where there is none
	Comment []byte // without its parentheses
}

// Products yields the parts of a User-Agent or Server value. Octets that do not belong
// there are taken as part of a name: many vendors write what they like.
func Products(value []byte) iter.Seq[Product] {
	return func(yield func(Product) bool) {
		for i := skipLWS(value, 0); i < len(value); i = skipLWS(value, i) {
			var p Product
			if value[i] == '(' {
				end := commentEnd(value, i)
				if end < 0 {
					p.Comment, i = value[i+1:], len(value)
				} else {
					p.Comment, i = value[i+1:end-1], end
				}
			} else {
				p, i = product(value, i)
			}
			if !yield(p) {
				return
			}
		}
	}
}

// checkProduct checks a User-Agent or Server header.
func checkProduct(m *Message, h *Header) {
	b := m.value(h)
	ok := len(b) > 0
	for i := 0; i < len(b) && ok; i = skipLWS(b, i) {
		if b[i] == '(' {
			end := commentEnd(b, i)
			ok, i = end > 0, max(end, i)
			continue
		}
		j := run(b, i, classToken)
		ok = j > i
		if i = skipLWS(b, j); i < len(b) && b[i] == '/' {
			version := skipLWS(b, i+1)
			i = run(b, version, classToken)
			ok = ok && i > version
		}
	}
	if !ok {
		m.note(BadProduct, b)
	}
}

// product parses name and version at value[i:], which is not white space.
func product(value []byte, i int) (p Product, next int) {
	end := i
	for end < len(value) && !is(value[end], classLWS) && value[end] != '/' {
		end++
	}
	p.Name = value[i:end]
	if slash := skipLWS(value, end); slash < len(value) && value[slash] == '/' {
		start := skipLWS(value, slash+1)
		end = start
		for end < len(value) && !is(value[end], classLWS) && value[end] != '/' {
			end++
		}
		p.Version = value[start:end]
	}
	return p, end
}
