// Package catalog describes the calls of WeChat Pay as data: method, path,
// fields with their limits, success status, documentation chapter, titles, and
// what a call needs and costs.
//
// From that data calls are built ([Endpoint.Build]) and judged
// ([Endpoint.CheckJSON], [Endpoint.CheckTarget], [Endpoint.CheckFields]): the
// workbench checks a call before it is sent by the same rules that the sandbox
// enforces. Orders, refunds and bills are described in full. Of other products
// the tables hold what is certain, and such a call is Open: members beyond its
// table are never called wrong.
//
// Where the documents disagree, or a value passes and something later fails,
// the problem is a warning. [Advise] explains calls that are not in the
// catalogue.
package catalog
