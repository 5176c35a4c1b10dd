package workbench

import (
	"net/http"
	"sync"

	"wxlens/profiles"
)

// transports hold the connections of each profile: what asks for a client
// certificate is shown that of the profile. Those to the home's own sandbox stand
// under nil. They end with the workbench: a connection to a sandbox that has ended
// would fail whoever calls the next one at its address.
type transports struct {
	mu sync.Mutex
	of map[*profiles.Merchant]*http.Transport
}

// transport returns what the calls of a profile go through.
func (w *Workbench) transport(m *profiles.Merchant) http.RoundTripper {
	if m.Profile.URL() == "" {
		return handover{w.sandbox, w.transports.get(nil)}
	}
	return w.transports.get(m)
}

func (t *transports) get(m *profiles.Merchant) *http.Transport {
	t.mu.Lock()
	defer t.mu.Unlock()
	if known, ok := t.of[m]; ok {
		return known
	}
	made := http.DefaultTransport.(*http.Transport).Clone()
	if m != nil {
		made.TLSClientConfig = m.TLS()
	}
	if t.of == nil {
		t.of = map[*profiles.Merchant]*http.Transport{}
	}
	t.of[m] = made
	return made
}

func (t *transports) close() {
	t.mu.Lock()
	defer t.mu.Unlock()
	for _, made := range t.of {
		made.CloseIdleConnections()
	}
}
