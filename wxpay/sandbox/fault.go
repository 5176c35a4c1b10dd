package sandbox

import (
	"net/http"
	"slices"
	"strings"
	"time"
)

// fault is planted trouble for requests whose path has this prefix.
type fault struct {
	Path    string `json:"path"`
	Status  int    `json:"status"`   // answered instead, without a body
	DelayMS int64  `json:"delay_ms"` // waited before anything else
	Drop    bool   `json:"drop"`     // the connection ends without an answer
	Times   int    `json:"times"`    // how often; 0 means once
}

func (s *Sandbox) controlFaults(w http.ResponseWriter, body []byte) {
	f := &fault{}
	if !readControl(w, body, f) {
		return
	}
	if !strings.HasPrefix(f.Path, "/") || (f.Status == 0 && f.DelayMS <= 0 && !f.Drop) ||
		(f.Status != 0 && (f.Status < 400 || f.Status > 599)) || f.Times < 0 {
		controlError(w, http.StatusBadRequest, `want {"path":"/…"} with a "status" of 400 to 599, a "delay_ms" or "drop"`)
		return
	}
	f.Times = max(f.Times, 1)
	s.mu.Lock()
	s.faults = append(s.faults, f)
	s.mu.Unlock()
	controlJSON(w, http.StatusOK, map[string]any{"ok": true})
}

// injectFault does what was planted for this path; true means that nothing more
// is to be answered.
func (s *Sandbox) injectFault(w http.ResponseWriter, r *http.Request) bool {
	f, ok := s.takeFault(r.URL.Path)
	if !ok {
		return false
	}
	if f.DelayMS > 0 {
		wait := time.NewTimer(time.Duration(f.DelayMS) * time.Millisecond)
		defer wait.Stop()
		select {
		case <-wait.C:
		case <-r.Context().Done():
		}
	}
	switch {
	case f.Drop:
		s.tellPlanted(r, 0)         // as of an attempt: no answer
		panic(http.ErrAbortHandler) // net/http's way of ending a connection without an answer
	case f.Status != 0:
		w.WriteHeader(f.Status)
		s.tellPlanted(r, f.Status)
		return true
	}
	return false
}

func (s *Sandbox) tellPlanted(r *http.Request, status int) {
	s.cfg.OnEvent(Event{Request: &RequestEvent{r.Method, targetOf(r), status, "planted"}})
}

func (s *Sandbox) takeFault(path string) (fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	i := slices.IndexFunc(s.faults, func(f *fault) bool { return strings.HasPrefix(path, f.Path) })
	if i < 0 {
		return fault{}, false
	}
	f := s.faults[i]
	if f.Times--; f.Times == 0 {
		s.faults = slices.Delete(s.faults, i, i+1)
	}
	return *f, true
}
