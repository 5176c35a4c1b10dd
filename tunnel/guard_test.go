package tunnel

import (
	"net/http"
	"testing"
	"time"

	"wxlens/wxpay"
)

// TestAPanicEndsTheTunnelOnly: in whatever part of ours.
func TestAPanicEndsTheTunnelOnly(t *testing.T) {
	secret := "2abcDEFghiJKLmnoPQRstuVWXyz_1234567890ABCDEFGHIJK"
	opened, err := OpenNgrok(NgrokConfig{Token: wxpay.NewSecret(secret), ConnectAddr: "127.0.0.1:1"}, http.NotFoundHandler())
	if err != nil {
		t.Fatal(err)
	}
	defer opened.Close()
	tun := opened.(*ngrokTunnel)
	tun.guard(func() { panic("at " + secret) })
	select {
	case <-tun.Done():
	case <-time.After(15 * time.Second):
		t.Fatal("it goes on")
	}
	if s := tun.Status(); s.State != Failed || s.Problem == nil || *s.Problem != (Problem{Code: CodeInternal, Detail: "at ***", Fatal: true}) {
		t.Errorf("status %+v, %v", s, s.Problem)
	}
}

func TestRedialsAreAsTheSDKs(t *testing.T) {
	want := []float64{0.5, 1, 2, 4, 8, 16, 30, 30} // measured
	for i, seconds := range want {
		if got := redial(i + 1).Seconds(); got != seconds {
			t.Errorf("attempt %d: %gs, want %gs", i+1, got, seconds)
		}
	}
}
