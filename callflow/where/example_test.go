package where_test

import (
	"fmt"
	"log"

	"sipcap/callflow/callflowtest"
	"sipcap/callflow/where"
)

func ExampleForCalls() {
	ladder, err := callflowtest.Parse(`endpoints alice=10.0.0.1:5060 bob=10.0.0.3:5060
call busy
0.0  alice -> bob   INVITE
0.1  bob   -> alice 486
call broken
2.0  alice -> bob   INVITE from-tag=x
2.1  bob   -> alice 503`)
	if err != nil {
		log.Fatal(err)
	}
	failed, err := where.ForCalls(`status >= 500 && start > "2024-01-01"`)
	if err != nil {
		log.Fatal(err)
	}
	for _, c := range ladder.Calls() {
		if ok, err := failed.Match(c); err == nil && ok {
			fmt.Println(c.CallID(), c.Status)
		}
	}
	_, err = where.ForCalls(`stats >= 500`)
	fmt.Println(err)
	// Output:
	// broken 503
	// unknown name stats
}
