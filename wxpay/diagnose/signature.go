package diagnose

import (
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"math/big"
	"strings"
)

// signature decodes an RSA signature in the forms that people pass it on in. What
// was repaired is a departure by that name.
func (e *examination) signature(s string, encoding Slug) (raw []byte, repaired []found) {
	if raw, err := hex.DecodeString(s); err == nil { // the letters of base64 as well, so this comes first
		return raw, []found{{encoding, "hex"}}
	}
	s = strings.TrimSpace(s)
	if raw, err := base64.StdEncoding.DecodeString(s); err == nil && len(raw) >= 128 && !strings.ContainsAny(s, "\r\n") {
		if inner, err := base64.StdEncoding.DecodeString(string(raw)); err == nil && len(inner) >= 128 {
			return inner, []found{{encoding, "base64 × 2"}}
		}
		if inner, err := hex.DecodeString(string(raw)); err == nil && len(inner) >= 128 {
			return inner, []found{{encoding, "hex → base64"}}
		}
		return raw, nil
	}
	plain, how := s, ""
	if strings.Contains(plain, `\/`) {
		plain, how = strings.ReplaceAll(plain, `\/`, "/"), `\/`
	}
	if strings.Contains(plain, "%") {
		plain, how = unescapePercent(strings.ReplaceAll(plain, "+", "%2B")), "%"
	}
	if strings.ContainsAny(plain, "\r\n") || strings.Contains(plain, `\n`) {
		plain, how = strings.NewReplacer("\r", "", "\n", "", `\n`, "").Replace(plain), `\n`
	}
	if strings.Contains(strings.TrimSpace(plain), " ") {
		plain, how = strings.ReplaceAll(strings.TrimSpace(plain), " ", "+"), "+ → ␠"
	}
	if strings.ContainsAny(plain, "-_") {
		plain, how = strings.NewReplacer("-", "+", "_", "/").Replace(plain), "-_"
	}
	plain = strings.TrimSpace(plain)
	if trimmed := strings.TrimRight(plain, "="); len(trimmed)%4 != 0 && how == "" {
		how = "="
	}
	raw, err := base64.RawStdEncoding.DecodeString(strings.TrimRight(plain, "="))
	if err != nil {
		return nil, []found{{encoding, err.Error()}}
	}
	return raw, []found{{encoding, how}}
}

// decimalSerial writes a decimal serial number as WeChat Pay does, "" where it is
// none.
func decimalSerial(s string) string {
	n, ok := new(big.Int).SetString(strings.TrimSpace(s), 10)
	if !ok {
		return ""
	}
	return strings.ToUpper(fmt.Sprintf("%040x", n))
}

// serialDecimal writes a serial number as some libraries print it.
func serialDecimal(serial string) string {
	n, ok := new(big.Int).SetString(serial, 16)
	if !ok {
		return ""
	}
	return n.String()
}
