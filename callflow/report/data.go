package report

import "sipcap/callflow"

// Data is what the views are printed from. The package keeps nothing of it and changes nothing in it.
type Data struct {
	Capture *callflow.Capture
	Counts  callflow.Counts  // over Calls
	Metrics callflow.Metrics // over Calls
	// Responses and Dimensions are over Calls, for `stats` and `report`.
	Responses  callflow.ResponseTimes
	Dimensions []callflow.Dimension
	Calls      []*callflow.Call // selected, in the order of their numbers
	Findings   []*callflow.Finding
	// Told, where it is not nil, tells the findings of a call in words. Those of the calls themselves have none then, and are not
	// among Findings.
	Told func(*callflow.Call) []*callflow.Finding
	// Total is how many calls (of KindCall) there were before selection; where it is more than
	// Counts.Calls, the views say that they show a part.
	Total int
	// LeftOut tells that there were calls, registrations or others that were not selected.
	LeftOut bool
	// Files are the sources as the command line named them, for commands that can be pasted.
	Files []string
	// Flags are what such a command needs beside, to read them in the same way.
	Flags []string
	// All lists registrations, subscriptions, OPTIONS and the rest in `calls`, too.
	All bool
	// Legs gives each leg of a call its row in `calls`.
	Legs bool
	// Live is not nil for a source without an end.
	Live *Live
	// Rows are the messages of each leg, where `calls` is to list them; nil otherwise.
	Rows map[*callflow.Leg][]MessageRow
}
