package sandbox

import (
	"bytes"
	"net/http"
	"slices"
	"strings"
	"time"

	"wxlens/wxpay/v2"
)

// fault is planted trouble for requests whose path has this prefix.
type fault struct {
	Path    string `json:"path"`
	Status  int    `json:"status"`   // answered instead; without a body if no code is given
	Code    string `json:"code"`     // error code of the body, with its usual status and message
	Message string `json:"message"`  // of that body, instead of the usual one
	DelayMS int64  `json:"delay_ms"` // waited before anything else
	Drop    bool   `json:"drop"`     // the connection ends without an answer, nothing is done
	Lost    bool   `json:"lost"`     // what was asked for is done, but the answer is lost
	Probe   bool   `json:"probe"`    // the signed reply carries a signature probe (签名探测流量)
	Tamper  bool   `json:"tamper"`   // the signed reply was changed after signing
	Times   int    `json:"times"`    // how often; 0 means once
}

// stage is when a fault strikes.
type stage uint8

const (
	beforeCall  stage = iota // instead of the call, or ahead of it
	signedReply              // once a reply is signed
	afterCall                // once the call is done
)

func (f *fault) stage() stage {
	switch {
	case f.Probe || f.Tamper:
		return signedReply
	case f.Lost:
		return afterCall
	}
	return beforeCall
}

func (f *fault) possible() bool {
	kinds := 0
	for _, kind := range []bool{f.Status != 0 || f.Code != "" || f.DelayMS > 0 || f.Drop, f.Probe || f.Tamper, f.Lost} {
		if kind {
			kinds++
		}
	}
	return kinds == 1 && strings.HasPrefix(f.Path, "/") && f.DelayMS >= 0 && f.Times >= 0 && f.answers()
}

// answers reports whether the answer that stands in for the real one is one.
func (f *fault) answers() bool {
	if f.Code == "" {
		return f.Message == "" && (f.Status == 0 || f.Status >= 400 && f.Status <= 599)
	}
	return (f.Status == 0 && (usual(f.Code).status != 0 || isV2(f.Path))) || f.Status == http.StatusAccepted || f.Status >= 400 && f.Status <= 599
}

func (s *Sandbox) controlFaults(w http.ResponseWriter, body []byte) {
	var f fault
	if !readControl(w, body, &f) {
		return
	}
	if !f.possible() {
		controlError(w, http.StatusBadRequest, `want {"path":"/…"} with a "status" of 400 to 599, a "code" (with a "status" if it is not a known one), a "delay_ms" or "drop"; or with "lost"; or with "probe" or "tamper"`)
		return
	}
	f.Times = max(f.Times, 1)
	s.changeSettings(w, func(all *settings) { all.Faults = append(slices.Clone(all.Faults), f) })
}

// injectFault does what was planted for this path; true means that nothing more
// is to be answered.
func (s *Sandbox) injectFault(w http.ResponseWriter, r *http.Request, body []byte) bool {
	f, ok := s.takeFault(r.URL.Path, beforeCall)
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
	case f.Code != "" && isV2(r.URL.Path):
		s.send(w, r, s.plantedV2(f, body))
		return true
	case f.Code != "":
		answer := f.reply()
		s.setRequestID(w.Header(), r, answer)
		s.send(w, r, answer)
		return true
	case f.Status != 0:
		w.WriteHeader(f.Status)
		s.tellPlanted(r, f.Status)
		return true
	}
	return false
}

func isV2(path string) bool {
	return strings.HasPrefix(path, "/pay/") || strings.HasPrefix(path, "/secapi/")
}

// reply is the planted error as V3 words it.
func (f *fault) reply() reply {
	u := usual(f.Code)
	if f.Status != 0 {
		u.status = f.Status
	}
	if f.Message != "" {
		u.message = f.Message
	}
	return refuse(u.status, f.Code, u.message, nil)
}

// plantedV2 is the planted error as V2 words it: a signed failure of the
// business.
func (s *Sandbox) plantedV2(f fault, body []byte) reply {
	m, _ := readV2(body) // what cannot be read is answered all the same
	t, err := v2.ParseSignType(m.Get("sign_type"))
	if err != nil {
		t = v2.MD5
	}
	text := f.Message
	if text == "" {
		text = usualTextV2(f.Code)
	}
	answer := s.failV2(t, f.Code, text)
	if f.Status != 0 {
		answer.status = f.Status
	}
	return answer
}

func (s *Sandbox) tellPlanted(r *http.Request, status int) {
	s.cfg.OnEvent(Event{Request: &RequestEvent{r.Method, targetOf(r), status, "planted"}})
}

// loseReply ends the connection where an answer was to be lost.
func (s *Sandbox) loseReply(r *http.Request) {
	if _, ok := s.takeFault(r.URL.Path, afterCall); ok {
		s.tellPlanted(r, 0)
		panic(http.ErrAbortHandler)
	}
}

// takeFault takes the first fault of a stage that was planted for a path.
func (s *Sandbox) takeFault(path string, at stage) (fault, bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	planted := s.store.settings.Faults
	i := slices.IndexFunc(planted, func(f fault) bool { return strings.HasPrefix(path, f.Path) && f.stage() == at })
	if i < 0 {
		return fault{}, false
	}
	s.used(func(all *settings) {
		rest := slices.Clone(planted)
		if rest[i].Times--; rest[i].Times == 0 {
			rest = slices.Delete(rest, i, i+1)
		}
		all.Faults = rest
	})
	return planted[i], true
}

// spoilV3 does to a signed reply what was planted.
func (s *Sandbox) spoilV3(header http.Header, path string, body []byte) []byte {
	f, ok := s.takeFault(path, signedReply)
	if ok && f.Probe {
		probe(s.random, header)
	}
	if ok && f.Tamper && len(body) > 0 {
		return tamper(body)
	}
	return body
}

// spoilV2 does to a signed reply what was planted. V2 has no probes: either fault
// adds a field that was not signed.
func (s *Sandbox) spoilV2(path string, answer reply) reply {
	if !answer.signed {
		return answer
	}
	if _, ok := s.takeFault(path, signedReply); ok {
		answer.body = bytes.Replace(answer.body, []byte("</xml>"), []byte("<tampered>1</tampered></xml>"), 1)
	}
	return answer
}
