// Package diagnose finds the mistake that produced a wrong signature.
//
// The catalogue tells of every mistake what it is, why it fails and what to do; of
// those that change a signature also how to make them. The solver makes them, alone
// and together, until what comes out is the value that was observed. It names no
// cause that does not: a digest of 128 bits does not fit by chance.
//
// A case comes from a case file ([ParseCase]) or from whatever people paste
// ([Read]): messages, commands, client calls, logs and keys, with prose between
// them. Bodies are kept to the byte. What cannot have been meant is repaired and
// told as an [Oddity]; what may be the mistake itself is left as it stands.
package diagnose
