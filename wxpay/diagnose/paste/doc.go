// Package paste reads cases: from a case file ([ParseCase]), or from whatever people
// paste ([Read]): messages, commands, client calls, logs and keys, with prose
// between them. Bodies are kept to the byte. What cannot have been meant is repaired
// and told as an [Oddity]; what may be the mistake itself is left as it stands.
package paste
