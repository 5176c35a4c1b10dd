package inbox_test

import (
	"bufio"
	"bytes"
	"context"
	"crypto/rand"
	"crypto/rsa"
	"encoding/json"
	"fmt"
	"net"
	"net/http"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"wxlens/tunnel"
	"wxlens/ui/workbench/inbox"
	"wxlens/wxpay"
	"wxlens/wxpay/journal"
	"wxlens/wxpay/notify"
	"wxlens/wxpay/v3"
)

// deadline bounds every wait; it is never reached unless something is broken.
const deadline = 15 * time.Second

const keyID = "PUB_KEY_ID_0000000000000024101100397200000006"

var apiV3Key = wxpay.NewSecret("0123456789abcdef0123456789abcdef")

// platform is the key that WeChat Pay signs with in these tests.
var platform = sync.OnceValue(func() *rsa.PrivateKey {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		panic(err)
	}
	return key
})

// candidates are one profile that knows the key, and no order.
func candidates(known func(wxpay.OutTradeNo) (notify.Expected, bool)) func() []inbox.Candidate {
	if known == nil {
		known = func(wxpay.OutTradeNo) (notify.Expected, bool) { return notify.Expected{}, false }
	}
	list := []inbox.Candidate{{Name: "demo", Merchant: notify.Merchant{
		MchID: "1900007291", AppIDs: []wxpay.AppID{"wx1"}, APIv3Key: apiV3Key, Order: known,
		Keys: v3.Keys{{ID: keyID, Kind: v3.PublicKey, Verifier: v3.RSAVerifier{Key: &platform().PublicKey}}},
	}}}
	return func() []inbox.Candidate { return list }
}

// notification is a genuine payment notification of about 2 KiB; n tells it from
// others.
func notification(t testing.TB, n int) wxpay.Request {
	t.Helper()
	plain, err := json.Marshal(v3.Transaction{
		AppID: "wx1", MchID: "1900007291", OutTradeNo: wxpay.OutTradeNo(fmt.Sprintf("T20261121-%010d", n)),
		TransactionID: wxpay.TransactionID(fmt.Sprintf("42000000%020d", n)), TradeState: wxpay.Success, TradeType: "JSAPI",
		SuccessTime: "2026-11-21T10:00:00+08:00", Attach: strings.Repeat("a", 930),
		Amount: &v3.Amount{Total: 100, PayerTotal: 90, Currency: "CNY"}, Payer: &v3.Payer{OpenID: "oUpF8uMuAJO_M2pxb1Q9zNjWeS6o"},
	})
	if err != nil {
		t.Fatal(err)
	}
	resource, err := v3.Seal(apiV3Key, v3.OriginalTransaction, v3.OriginalTransaction, "fdasflkja484", plain)
	if err != nil {
		t.Fatal(err)
	}
	body, err := json.Marshal(v3.Envelope{
		ID: strconv.Itoa(n), CreateTime: "2026-11-21T10:00:00+08:00", EventType: v3.EventPaid, ResourceType: "encrypt-resource", Resource: resource,
	})
	if err != nil {
		t.Fatal(err)
	}
	timestamp := strconv.FormatInt(time.Now().Unix(), 10)
	signer := v3.Signer{Key: platform()}
	made, err := signer.Sign(v3.ResponseText(timestamp, "EcTkSmxbqPcxU2Lv", body))
	if err != nil {
		t.Fatal(err)
	}
	return wxpay.Request{Method: http.MethodPost, URL: "/notify", Body: body, Header: http.Header{
		v3.HeaderTimestamp: {timestamp}, v3.HeaderNonce: {"EcTkSmxbqPcxU2Lv"}, v3.HeaderSerial: {keyID}, v3.HeaderSignature: {made.Signature},
		v3.HeaderSignatureType: {v3.SchemeRSA}, "Content-Type": {"application/json"}, "User-Agent": {"Mozilla/4.0"}, "Accept": {"*/*"},
	}}
}

// wire is a request as it stands on the wire.
func wire(r wxpay.Request) []byte {
	var b bytes.Buffer
	fmt.Fprintf(&b, "POST %s HTTP/1.1\r\nHost: localhost\r\nContent-Length: %d\r\n", r.URL, len(r.Body))
	_ = r.Header.Write(&b) // into memory
	b.WriteString("\r\n")
	b.Write(r.Body)
	return b.Bytes()
}

// sender posts over one connection that stays open, with as little work as wrk.
type sender struct {
	conn net.Conn
	in   *bufio.Reader
}

func dial(addr string) (*sender, error) {
	conn, err := net.DialTimeout("tcp", addr, deadline)
	if err != nil {
		return nil, err
	}
	return &sender{conn, bufio.NewReaderSize(conn, 1024)}, nil
}

// post sends a request and reads the answer past its end.
func (s *sender) post(request []byte) (status int, err error) {
	if _, err := s.conn.Write(request); err != nil {
		return 0, err
	}
	length := 0
	for {
		line, err := s.in.ReadSlice('\n')
		if err != nil {
			return 0, err
		}
		switch {
		case status == 0:
			if status, err = strconv.Atoi(string(line[9:12])); err != nil {
				return 0, err
			}
		case len(line) <= 2:
			_, err = s.in.Discard(length)
			return status, err
		case bytes.HasPrefix(line, []byte("Content-Length: ")):
			if length, err = strconv.Atoi(strings.TrimSpace(string(line[16:]))); err != nil {
				return 0, err
			}
		}
	}
}

// kept is a journal in a file of its own.
func kept(t testing.TB) (*journal.Journal, string) {
	t.Helper()
	path := filepath.Join(t.TempDir(), "journal.db")
	return reopen(t, path), path
}

func reopen(t testing.TB, path string) *journal.Journal {
	t.Helper()
	j, err := journal.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = j.Close() }) // some tests close it themselves
	return j
}

func newInbox(j inbox.Journal) *inbox.Inbox {
	return inbox.New(inbox.Config{Journal: j, Merchants: candidates(nil), Now: time.Now, Random: rand.Reader})
}

// serve serves a handler on loopback until the returned function is called.
func serve(t testing.TB, handler http.Handler) (addr string, stop func()) {
	t.Helper()
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := tunnel.Serve(listener, handler)
	return s.Addr(), func() {
		if err := s.Close(); err != nil {
			t.Error("close the server:", err)
		}
	}
}

// heads returns what the journal holds.
func heads(t testing.TB, j *journal.Journal) []wxpay.Exchange {
	t.Helper()
	all, _, _, err := j.Since(context.Background(), 0, 0)
	if err != nil {
		t.Fatal(err)
	}
	return all
}
