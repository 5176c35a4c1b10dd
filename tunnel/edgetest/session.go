package edgetest

import (
	"crypto/tls"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"sync"
	"time"

	"golang.ngrok.com/muxado/v2"
)

// Types of streams.
const (
	streamAuth       = 0
	streamBind       = 1
	streamUnbind     = 2
	streamProxy      = 3
	streamSrvInfo    = 8
	streamStopTunnel = 9
)

var callNames = map[muxado.StreamType]string{
	streamAuth: "Auth", streamBind: "Bind", streamUnbind: "Unbind", streamSrvInfo: "SrvInfo",
}

// session is one connection of a client.
type session struct {
	edge   *Edge
	mux    *muxado.Heartbeat
	client string  // its id once it is logged in
	binds  []*bind // in the order of binding
}

// bind is a public address that a session serves.
type bind struct{ id, url string }

// accept serves one connection until it ends.
func (e *Edge) accept(conn *net.TCPConn) {
	w := &wire{TCPConn: conn, frozen: make(chan struct{})}
	e.mu.Lock()
	mute, over := e.mute, e.over
	if e.frozen {
		w.freeze()
	}
	e.conns[w] = true
	e.tell()
	e.mu.Unlock()
	defer e.set(func() { delete(e.conns, w) })
	defer w.Close()
	if over {
		return
	}
	if mute {
		_, _ = io.Copy(io.Discard, conn)
		return
	}
	config := &tls.Config{Certificates: []tls.Certificate{e.authority.leaf}, MinVersion: tls.VersionTLS12}
	mux := muxado.Server(tls.Server(w, config), nil)
	s := &session{edge: e, mux: muxado.NewHeartbeat(muxado.NewTypedStreamSession(mux), func(time.Duration, bool) {}, muxado.NewHeartbeatConfig())}
	e.set(func() { e.sessions[s] = true })
	defer e.set(func() { delete(e.sessions, s) })
	defer s.mux.Close()
	for {
		stream, err := s.mux.AcceptTypedStream()
		if err != nil {
			return
		}
		e.work.Go(func() { s.call(stream) })
	}
}

// call answers one call: one JSON request, one JSON reply.
func (s *session) call(stream muxado.TypedStream) {
	defer stream.Close()
	name, known := callNames[stream.StreamType()]
	if !known {
		return
	}
	var request json.RawMessage
	if json.NewDecoder(stream).Decode(&request) != nil {
		return
	}
	call := Call{name, request}
	s.edge.mu.Lock()
	s.edge.calls = append(s.edge.calls, call)
	hook := s.edge.hooks[name]
	s.edge.tell()
	s.edge.mu.Unlock()
	refusal := ""
	if hook != nil {
		refusal = hook(call)
	}
	var reply any
	switch stream.StreamType() {
	case streamAuth:
		reply = s.auth(request, refusal)
	case streamBind:
		reply = s.bind(request, refusal)
	case streamUnbind:
		reply = s.unbind(request)
	case streamSrvInfo:
		reply = map[string]string{"Region": "jp"}
	}
	_ = json.NewEncoder(stream).Encode(reply)
}

func (s *session) auth(request json.RawMessage, refusal string) any {
	var call struct {
		ClientID string `json:"ClientId"`
		Extra    struct{ Authtoken string }
	}
	_ = json.Unmarshal(request, &call)
	e := s.edge
	e.mu.Lock()
	defer e.mu.Unlock()
	if refusal == "" && e.token != "" && call.Extra.Authtoken != e.token {
		refusal = "The authtoken you specified is properly formed, but it is invalid.\r\nYour authtoken: " + call.Extra.Authtoken + "\r\n\r\nERR_NGROK_107\r\n"
	}
	if refusal != "" {
		return map[string]any{"Version": "3", "Error": refusal, "Extra": map[string]any{}}
	}
	if s.client = call.ClientID; s.client == "" {
		e.serial++
		s.client = fmt.Sprintf("c%d", e.serial)
	}
	e.tell()
	named := ""
	if nameClients {
		named = s.client
	}
	return map[string]any{"Version": "3", "ClientId": named, "Error": "", "Extra": map[string]any{
		"Version": "prod", "Region": "jp", "Cookie": "cookie-" + s.client, "AccountName": "Edge Tester", "PlanName": "Free", "AgentSessionID": "ts_" + s.client,
	}}
}

func (s *session) bind(request json.RawMessage, refusal string) any {
	var call struct {
		ID    string `json:"Id"`
		Proto string
		Opts  map[string]any
	}
	_ = json.Unmarshal(request, &call)
	url, _ := call.Opts["URL"].(string)
	if url == "" {
		url = DefaultURL
	}
	e := s.edge
	e.mu.Lock()
	defer e.mu.Unlock()
	for other := range e.sessions {
		for _, b := range other.binds {
			if b.url == url && refusal == "" {
				refusal = "failed to start tunnel: The endpoint '" + url + "' is already online.\r\n\r\nERR_NGROK_334\r\n"
			}
		}
	}
	if refusal != "" {
		return map[string]any{"Error": refusal}
	}
	if call.ID == "" {
		e.serial++
		call.ID = fmt.Sprintf("b%d", e.serial)
	}
	s.binds = append(s.binds, &bind{call.ID, url})
	e.granted++
	e.tell()
	return map[string]any{
		"Id": call.ID, "URL": url, "Proto": call.Proto, "Opts": call.Opts, "Error": "",
		"Extra": map[string]string{"Token": "t-" + call.ID, "TunnelID": "tn_" + call.ID},
	}
}

func (s *session) unbind(request json.RawMessage) any {
	var call struct {
		ID string `json:"Id"`
	}
	_ = json.Unmarshal(request, &call)
	s.edge.set(func() {
		for i, b := range s.binds {
			if b.id == call.ID {
				s.binds = append(s.binds[:i:i], s.binds[i+1:]...)
				return
			}
		}
	})
	return map[string]string{"Error": ""}
}

// StopTunnel ends every public address as an administrator does, with a message
// and a code (which may be "").
func (e *Edge) StopTunnel(message, code string) error {
	for _, s := range e.all() {
		e.mu.Lock()
		binds := s.binds
		s.binds = nil
		e.mu.Unlock()
		for _, b := range binds {
			stream, err := s.mux.OpenTypedStream(streamStopTunnel)
			if err != nil {
				return err
			}
			err = json.NewEncoder(stream).Encode(map[string]string{"Id": b.id, "Message": message, "ErrorCode": code})
			if err != nil {
				return err
			}
		}
	}
	return nil
}

// through opens a stream to whoever serves a public host.
func (e *Edge) through(host, from string) (net.Conn, error) {
	e.mu.Lock()
	var found *session
	var id string
	for s := range e.sessions {
		for _, b := range s.binds {
			if b.url == "https://"+host {
				found, id = s, b.id
			}
		}
	}
	e.mu.Unlock()
	if found == nil {
		return nil, errOffline
	}
	stream, err := found.mux.OpenTypedStream(streamProxy)
	if err != nil {
		return nil, err
	}
	header, err := json.Marshal(map[string]any{"Id": id, "ClientAddr": from, "Proto": "https", "EdgeType": "0", "PassthroughTLS": false})
	if err != nil {
		return nil, err
	}
	_, err = stream.Write(append(binary.LittleEndian.AppendUint64(nil, uint64(len(header))), header...))
	return stream, err
}

// wire is a connection whose bytes can be made to vanish.
type wire struct {
	*net.TCPConn
	freezing sync.Once
	frozen   chan struct{}
}

func (w *wire) freeze() { w.freezing.Do(func() { close(w.frozen) }) }

func (w *wire) isFrozen() bool {
	select {
	case <-w.frozen:
		return true
	default:
		return false
	}
}

// Read reads on when frozen, so that the other side's writes succeed, and returns
// only when the connection ends.
func (w *wire) Read(p []byte) (int, error) {
	for {
		n, err := w.TCPConn.Read(p)
		if !w.isFrozen() {
			return n, err
		}
		if err != nil {
			return 0, io.EOF
		}
	}
}

func (w *wire) Write(p []byte) (int, error) {
	if w.isFrozen() {
		return len(p), nil
	}
	return w.TCPConn.Write(p)
}
