package tunnel

import (
	"errors"
	"io/fs"
	"path"
	"strings"

	"go.yaml.in/yaml/v3"

	"wxlens/wxpay"
)

// TokenVariable is the environment variable that ngrok's own programs read.
const TokenVariable = "NGROK_AUTHTOKEN"

// TokenSource is where an authtoken came from.
type TokenSource string

// Sources of an authtoken, the first that has one wins.
const (
	TokenFromEnvironment TokenSource = "environment"
	TokenFromProfile     TokenSource = "profile"
	TokenFromNgrok       TokenSource = "ngrok.yml" // where ngrok config add-authtoken puts it
)

// Token is an authtoken, and what may be shown of it.
type Token struct {
	Secret wxpay.Secret
	Source TokenSource
	Path   string // of the file, for [TokenFromNgrok]
}

// Last4 returns the end of the token, by which people know it, "" for one too
// short to show any of.
func (t Token) Last4() string {
	if v := t.Secret.Reveal(); len(v) >= 16 {
		return v[len(v)-4:]
	}
	return ""
}

// TokenSources are where to look.
type TokenSources struct {
	Getenv   func(name string) string
	Profile  wxpay.Secret
	Files    []string // see [NgrokFiles]
	ReadFile func(path string) ([]byte, error)
}

// FindToken looks for an authtoken. Without one it fails with a [*Problem] of the
// code [CodeNoToken], which names a file that could not be understood.
func FindToken(from TokenSources) (Token, error) {
	if v := strings.TrimSpace(from.Getenv(TokenVariable)); v != "" {
		return Token{Secret: wxpay.NewSecret(v), Source: TokenFromEnvironment}, nil
	}
	if v := strings.TrimSpace(from.Profile.Reveal()); v != "" {
		return Token{Secret: wxpay.NewSecret(v), Source: TokenFromProfile}, nil
	}
	problem := &Problem{Code: CodeNoToken, Fatal: true}
	for _, file := range from.Files {
		text, err := from.ReadFile(file)
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		token, ok := "", false
		if err == nil {
			token, ok = tokenIn(text)
		}
		if token != "" {
			return Token{Secret: wxpay.NewSecret(token), Source: TokenFromNgrok, Path: file}, nil
		}
		if !ok { // the reason is left out: YAML's errors quote the file
			problem.Detail = clean(file+" cannot be read", nil)
		}
	}
	return Token{}, problem
}

// tokenIn finds the authtoken in a configuration file of ngrok's: at the top in
// version 2, below agent in version 3. ok is false if it is no such file.
func tokenIn(text []byte) (token string, ok bool) {
	var file struct {
		Authtoken string `yaml:"authtoken"`
		Agent     struct {
			Authtoken string `yaml:"authtoken"`
		} `yaml:"agent"`
	}
	if yaml.Unmarshal(text, &file) != nil {
		return "", false
	}
	if token = strings.TrimSpace(file.Agent.Authtoken); token == "" {
		token = strings.TrimSpace(file.Authtoken)
	}
	return token, true
}

// NgrokFiles returns where ngrok's programs keep their configuration on an
// operating system (as in runtime.GOOS), for a user's home folder.
func NgrokFiles(goos, home string, getenv func(name string) string) []string {
	switch goos {
	case "windows":
		local := getenv("LOCALAPPDATA")
		if local == "" {
			local = home + `\AppData\Local`
		}
		return []string{local + `\ngrok\ngrok.yml`}
	case "darwin":
		return []string{path.Join(home, "Library/Application Support/ngrok/ngrok.yml")}
	}
	config := getenv("XDG_CONFIG_HOME")
	if config == "" {
		config = path.Join(home, ".config")
	}
	return []string{path.Join(config, "ngrok/ngrok.yml")}
}
