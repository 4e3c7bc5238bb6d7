package compare_test

import (
	"fmt"

	"sipcap/callflow"
	"sipcap/callflow/callflowtest"
	"sipcap/callflow/compare"
)

// A call that works and one that does not.
func ExampleNewCalls() {
	read := func(ladder string) (*callflow.Call, compare.Text) {
		l, err := callflowtest.Parse("endpoints alice=10.1.1.40:5060 bob=10.1.2.9:5060\n" + ladder)
		if err != nil {
			fmt.Println(err)
		}
		texts := map[int]*compare.Message{}
		b := callflow.NewBuilder()
		for _, e := range l.Events {
			texts[b.Add(e).Index] = compare.Keep(e.Message)
		}
		return b.Finish()[0], func(_ *callflow.Leg, message int) *compare.Message { return texts[message] }
	}
	a, textA := read("0 alice -> bob INVITE \"Supported: timer\"\n1 bob -> alice 200\n2 alice -> bob ACK\n")
	b, textB := read("0 alice -> bob INVITE \"Supported: 100rel\"\n1 bob -> alice 420\n2 alice -> bob ACK\n")
	c := compare.NewCalls(a, b, textA, textB)
	for _, d := range c.Pairs[0].Differences {
		fmt.Println(d.Name, d.A, d.B)
	}
	fmt.Println(c.End, c.Worse())
	// Output:
	// Supported [timer] [100rel]
	// worse true
}
