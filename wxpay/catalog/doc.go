// Package catalog describes the calls of WeChat Pay as data: method, path,
// fields with their limits, success status, documentation chapter, titles.
//
// From that data calls are built ([Endpoint.Build]) and judged
// ([Endpoint.CheckJSON], [Endpoint.CheckFields]): the workbench checks a call
// before it is sent by the same rules that the sandbox enforces.
package catalog
