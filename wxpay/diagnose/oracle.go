package diagnose

import (
	"encoding/json"
	"strings"
)

// seen is what the server says that it saw: the sign_information of a refusal.
type seen struct {
	Method  string `json:"method"`
	URL     string `json:"url"`
	Message string `json:"truncated_sign_message"` // its lines, and the first bytes of the body
	Length  int    `json:"sign_message_length"`    // of the whole message, in bytes; 0 if unknown
}

// lines are the header lines that the server rebuilt: method, url, timestamp,
// nonce; fewer where the message was cut.
func (s *seen) lines() []string {
	message := strings.ReplaceAll(s.Message, `\n`, "\n")
	lines := strings.SplitN(message, "\n", 5)
	return lines[:min(len(lines), 4)]
}

// body is how the body began, as the server saw it.
func (s *seen) body() string {
	message := strings.ReplaceAll(s.Message, `\n`, "\n")
	if lines := strings.SplitN(message, "\n", 5); len(lines) == 5 {
		return strings.TrimSuffix(lines[4], "\n")
	}
	return ""
}

// bodyLength is how many bytes of body the server got; ok is false where that is
// not known.
func (s *seen) bodyLength() (n int, ok bool) {
	lines := s.lines()
	if s.Length == 0 || len(lines) < 4 {
		return 0, false
	}
	n = s.Length - 1
	for _, l := range lines {
		n -= len(l) + 1
	}
	return n, n >= 0
}

// readOracle finds sign_information anywhere in a reply.
func readOracle(reply []byte) (s seen, ok bool) {
	i := strings.Index(string(reply), `"sign_information"`)
	if i < 0 {
		return s, false
	}
	rest := reply[i+len(`"sign_information"`):]
	at := strings.IndexByte(string(rest), '{')
	if at < 0 {
		return s, false
	}
	var v seen
	if json.NewDecoder(strings.NewReader(string(rest[at:]))).Decode(&v) != nil {
		return s, false
	}
	return v, v.Method != "" || v.URL != "" || v.Message != ""
}
