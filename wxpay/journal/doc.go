// Package journal keeps exchanges durably, in one SQLite file that several
// processes may share.
//
// # Records
//
// The journal holds records. A record is one fact about one exchange: that a
// request was received or is about to be sent ([Opened]), what was answered
// ([Answered]), what the checks found ([Judged]), that it was sent on to the
// developer's server ([Forwarded]), what the user noted about it ([Noted]).
// Records are appended and never changed; an exchange is the fold of its records.
// Forwards add up; of any other kind the last one counts.
//
// Append-only, because the moments differ: a notification is committed before it
// is answered, the answer exists only later, and judging may happen again with
// other keys. A row that is updated would have to be half-empty for a while and
// would forget what was believed before; a record is complete when it is written.
// It also makes following cheap: whatever happened after a point is what was
// appended after it, see [Journal.Since].
//
// # What is promised
//
// [Journal.Append] returns after the commit, and the commit has reached the disk:
// the file is in WAL mode with synchronous=FULL, which syncs the log at every
// commit. NORMAL does not, and loses acknowledged notifications when the power
// fails. The price is one sync a commit; it is shared, because whoever writes
// takes everything that is queued into one transaction. There is no timer: a lone
// caller writes by itself and waits for its own sync only. [Journal.AppendLater] is for records that
// promise nothing; they never cost a sync of their own.
//
// If Append returns an error because its context ended, nothing was stored. If it
// returns another error, nothing was promised.
//
// # What a crash leaves behind
//
// Everything that was acknowledged, and perhaps records whose acknowledgement
// never arrived. An exchange whose process died between request and reply has
// its Opened and no Answered: [wxpay.Exchange.Reply] is nil, Fault is empty.
// WeChat Pay sends an unanswered notification again; that is another exchange,
// tied to the first by its event.
//
// # What is let go
//
// Headers and bodies lie apart from the heads of records. [Journal.Prune] lets go
// of those of acknowledged deliveries; their heads, checks and facts stay, and
// [wxpay.Exchange.Pruned] says so.
//
// # Seen before
//
// A Judged record may name the event that a genuine notification tells of. Which
// exchange brought an event first is decided inside the transaction under a
// unique key, so that of two processes exactly one is told that it was first.
//
// # Secrets
//
// The journal writes down what it is given, byte for byte, into a file that only
// its owner may read (0600, side files included). It masks nothing: whatever must
// not be kept (Authorization of a live profile, keys, passwords) is masked by the
// caller before it becomes a record.
package journal
