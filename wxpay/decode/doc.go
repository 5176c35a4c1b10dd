// Package decode explains what WeChat Pay, its clients and the usual libraries say
// when something fails: error codes, endings of a Request-Id, messages. Every entry
// tells, in both languages, what was said, the usual cause, what to do, and where
// the documentation tells of it.
//
// [Decode] reads whatever was pasted: a bare code, a reply, a line of a log. It
// looks through escapes, widths, case, blanks and punctuation, and takes a message
// that differs a little for what it nearly is. [Search] is for a query while it is
// typed. Nothing is asked of anybody: all of it is data of this package and of the
// catalogue of mistakes.
package decode
