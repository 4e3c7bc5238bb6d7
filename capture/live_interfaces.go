package capture

import (
	"net"
	"net/netip"
)

// Interface is where capturing is possible, or why it is not.
type Interface struct {
	Name      string // as OpenLive takes it
	Up        bool
	Addresses []netip.Addr
	LinkType  string // how frames begin; "" where it is not known before capturing
	// Err says why OpenLive would not capture here, nil where it would: fs.ErrPermission,
	// ErrNoLive, ErrDown.
	Err error
}

// Interfaces lists the interfaces of this machine, and AnyInterface where it stands for all, in
// the order of their numbers. An error is the system's.
func Interfaces() ([]Interface, error) {
	all, err := net.Interfaces()
	if err != nil {
		return nil, &Error{Op: "list interfaces", Err: err}
	}
	refused := mayCapture()
	var list []Interface
	for _, i := range all {
		one := Interface{Name: i.Name, Up: i.Flags&net.FlagUp != 0, LinkType: linkTypeOf(i.Name), Err: refused}
		addresses, _ := i.Addrs() // one that went away meanwhile has none
		for _, a := range addresses {
			if n, ok := a.(*net.IPNet); ok {
				if addr, ok := netip.AddrFromSlice(n.IP); ok {
					one.Addresses = append(one.Addresses, addr.Unmap())
				}
			}
		}
		if !one.Up && refused == nil {
			one.Err = ErrDown
		}
		list = append(list, one)
	}
	if hasAny {
		list = append(list, Interface{Name: AnyInterface, Up: true, LinkType: linkLayerOf(linkSLL2).name, Err: refused})
	}
	return list, nil
}
