package diagnose

import (
	"context"
	"slices"
	"strings"

	"wxlens/wxpay"
)

// keyLength is how long APIv2 and APIv3 keys are, in bytes.
const keyLength = 32

// keyNames are the mistakes of taking another key; wrong is the general one.
type keyNames struct {
	wrong, old, apiv3, appSecret, empty Slug
}

var (
	requestKeys = keyNames{wrong: "v2-wrong-key", old: "v2-old-key", apiv3: "v2-key-is-apiv3-key", appSecret: "v2-key-is-appsecret", empty: "v2-wrong-key"}
	paySignKeys = keyNames{
		wrong: "v2-paysign-wrong-key", old: "v2-paysign-wrong-key", apiv3: "v2-paysign-wrong-key", appSecret: "v2-paysign-wrong-key",
		empty: "v2-paysign-wrong-key",
	}
	noticeKeys = keyNames{wrong: "v2-wrong-key", old: "v2-old-key", apiv3: "v2-key-is-apiv3-key", appSecret: "v2-key-is-appsecret", empty: "v2-notify-key-missing"}
)

// v2Keys lists the keys that a value may have been made with, the right one first.
func v2Keys(k *Keys, names keyNames) []v2Key {
	var keys []v2Key
	seen := map[string]bool{}
	add := func(value string, found ...found) {
		if !seen[value] {
			seen[value] = true
			keys = append(keys, v2Key{wxpay.NewSecret(value), found})
		}
	}
	right := k.APIv2Key.Reveal()
	if right != "" {
		add(right)
	}
	for _, old := range k.PreviousV2Keys {
		add(old.Reveal(), found{names.old, ""})
	}
	if v := k.APIv3Key.Reveal(); v != "" {
		add(v, found{names.apiv3, ""})
	}
	if v := k.AppSecret.Reveal(); v != "" {
		add(v, found{names.appSecret, ""})
	}
	if right != "" {
		shaped(right, add)
	}
	add("", found{names.empty, "key="})
	if k.MchID != "" {
		add(string(k.MchID), found{names.wrong, "mch_id"})
	}
	if k.AppID != "" {
		add(string(k.AppID), found{names.wrong, "appid"})
	}
	return keys
}

// shaped adds what becomes of a key in files and settings.
func shaped(key string, add func(string, ...found)) {
	for _, v := range []struct{ value, detail string }{
		{strings.TrimSpace(key), "blanks"}, {key + "\n", `\n`}, {key + "\r\n", `\r\n`}, {key + " ", "␠"}, {" " + key, "␠"}, {key + "\t", `\t`},
		{"\ufeff" + key, "U+FEFF"}, {key + "\u200b", "U+200B"}, {"\u200b" + key, "U+200B"}, {key + "\u00a0", "U+00A0"},
		{`"` + key + `"`, `"…"`}, {"'" + key + "'", "'…'"}, {strings.Trim(key, "\ufeff\u200b\u00a0\"' \t\r\n"), "trimmed"},
	} {
		add(v.value, found{"v2-key-whitespace", v.detail})
	}
	if len(key) > keyLength {
		add(key[:keyLength], found{"v2-key-truncated", "first 32"})
		add(key[len(key)-keyLength:], found{"v2-key-truncated", "last 32"})
	}
	if len(key) == keyLength {
		add(key[:keyLength-1], found{"v2-key-truncated", "first 31"})
		add(key[1:], found{"v2-key-truncated", "last 31"})
		add(key[:16], found{"v2-key-truncated", "first 16"})
		add(key[16:], found{"v2-key-truncated", "last 16"})
		add(key+key, found{"v2-wrong-key", "twice"})
	}
	add(strings.ToUpper(key), found{"v2-wrong-key", "A…Z"})
	add(strings.ToLower(key), found{"v2-wrong-key", "a…z"})
}

const keyLetters = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

// neighbours returns the keys that are one edit away: a character other, missing,
// twice, or two exchanged.
func neighbours(key string) []string {
	var all []string
	for i := range len(key) {
		all = append(all, key[:i]+key[i+1:], key[:i]+key[i:i+1]+key[i:])
		for _, c := range keyLetters {
			all = append(all, key[:i]+string(c)+key[i+1:])
		}
		if i+1 < len(key) {
			all = append(all, key[:i]+key[i+1:i+2]+key[i:i+1]+key[i+2:])
		}
	}
	return all
}

// besideTypos are mistakes that people make while a mistyped key keeps everything
// from working.
var besideTypos = []Slug{"v2-empty-value-signed", "v2-notify-empty-kept", "v2-url-encoded-values", "v2-html-entity"}

// oneEdit tries keys that differ from a known one by one character; those of the
// right key also beside another mistake.
func (s *search) oneEdit(m *v2Matcher, keys []v2Key, slug Slug) late {
	return func(ctx context.Context) (hits []hit, err error) {
		base := []combo{{}}
		for _, known := range keys {
			if len(known.found) > 0 && known.found[0].slug == "v2-key-whitespace" || known.value.IsZero() {
				continue
			}
			sets := base
			if len(known.found) == 0 {
				sets = append(base, s.besideTypos()...)
			}
			more, err := s.nearKeys(ctx, m, neighbours(known.value.Reveal()), sets, slug)
			if hits = append(hits, more...); err != nil {
				return nil, err
			}
		}
		return hits, nil
	}
}

// besideTypos are the departures that are tried beside a mistyped key: of all
// values at once, not of one.
func (s *search) besideTypos() (sets []combo) {
	for i, d := range s.departures {
		one := d.axis != "" && d.axis != string(d.slug)
		if slices.Contains(besideTypos, d.slug) && !one && (d.stage != stageWhole || d.slug == "v2-html-entity") {
			sets = append(sets, combo{}.with(i))
		}
	}
	return sets
}

// nearKeys seals the texts of sets of departures by each of the keys.
func (s *search) nearKeys(ctx context.Context, m *v2Matcher, near []string, sets []combo, slug Slug) (hits []hit, err error) {
	made := make([]memory, len(sets))
	for i, c := range sets {
		s.make(&made[i], c)
	}
	var mem sealMemory
	for n, key := range near {
		if n%64 == 0 && ctx.Err() != nil {
			return nil, ctx.Err()
		}
		for i, c := range sets {
			for _, seal := range m.plain {
				seal.tail, seal.macKey = "&key="+key, key
				s.tried.Add(1)
				if m.value.is(mem.digest(&seal, made[i].text, made[i].draft.whole)) {
					hits = append(hits, hit{slices.Concat([]found{{slug, "≠ 1"}}, s.foundOf(c), seal.found), seal.textOf(&made[i].draft)})
				}
			}
		}
		clear(mem.macs)
	}
	return hits, nil
}
