package android

import (
	"archive/zip"
	"encoding/binary"
	"errors"
	"io"
	"path"
	"slices"
	"strings"
)

// Bounds of a package's directory: its size in bytes, and where its end may begin.
const (
	maxDirectory = 16 << 20
	endSize      = 22
	maxEnd       = endSize + 1<<16 - 1 // with the longest comment
)

// directoryOf finds where the directory of a ZIP begins (APPNOTE §4.3.16).
func directoryOf(r io.ReaderAt, size int64) (offset int64, err error) {
	tail := make([]byte, min(size, maxEnd))
	if _, err := r.ReadAt(tail, size-int64(len(tail))); err != nil && !errors.Is(err, io.EOF) {
		return 0, err
	}
	for i := len(tail) - endSize; i >= 0; i-- {
		if string(tail[i:i+4]) != "PK\x05\x06" || int(binary.LittleEndian.Uint16(tail[i+20:])) != len(tail)-i-endSize {
			continue
		}
		length, offset := int64(binary.LittleEndian.Uint32(tail[i+12:])), int64(binary.LittleEndian.Uint32(tail[i+16:]))
		end := size - int64(len(tail)) + int64(i)
		switch {
		case length > maxDirectory:
			return 0, fault(CodeTooLarge, "ZIP")
		case offset+length > end:
			return 0, fault(CodeZIPDamaged, "")
		}
		return offset, nil
	}
	return 0, fault(CodeZIPDamaged, "")
}

// readPackage reads an APK or an AAB.
func readPackage(r io.ReaderAt, size int64) (*File, error) {
	directory, err := directoryOf(r, size)
	if err != nil {
		return nil, err
	}
	archive, err := zip.NewReader(r, size)
	if err != nil {
		return nil, fault(CodeZIPDamaged, "")
	}
	f := &File{Kind: Package}
	files := byName(archive)
	manifest, bundle := files["AndroidManifest.xml"], files["base/manifest/AndroidManifest.xml"]
	switch {
	case manifest != nil:
		f.Form = APK
		f.Manifest, f.ManifestErr = manifestIn(manifest, parseManifest)
	case bundle != nil:
		f.Form = AAB
		f.Manifest, f.ManifestErr = manifestIn(bundle, parseBundleManifest)
	case slices.ContainsFunc(archive.File, func(z *zip.File) bool { return strings.HasSuffix(z.Name, ".apk") }):
		return nil, fault(CodeZIPOfPackages, "")
	default:
		return nil, fault(CodeZIPOther, "")
	}
	signers, claimed, err := jarSigners(archive, files)
	if err != nil {
		return nil, err
	}
	if f.Form == APK {
		more, err := blockSigners(r, directory)
		if err != nil {
			return nil, err
		}
		signers = append(signers, more...)
	}
	f.take(signers)
	for _, s := range claimed {
		f.Stripped = f.Stripped || !slices.Contains(f.Schemes, s)
	}
	return f, nil
}

// byName indexes the manifests and signature files of an archive; of several files
// of a name the first counts.
func byName(archive *zip.Reader) map[string]*zip.File {
	files := map[string]*zip.File{}
	for _, z := range archive.File {
		if (strings.HasSuffix(z.Name, "AndroidManifest.xml") || strings.HasSuffix(z.Name, ".SF")) && files[z.Name] == nil {
			files[z.Name] = z
		}
	}
	return files
}

// part reads one file of an archive, whatever size it claims.
func part(z *zip.File) ([]byte, error) {
	r, err := z.Open()
	if err != nil {
		return nil, fault(CodeZIPDamaged, z.Name)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, MaxPart+1))
	switch {
	case err != nil:
		return nil, fault(CodeZIPDamaged, z.Name)
	case len(data) > MaxPart:
		return nil, fault(CodeTooLarge, z.Name)
	}
	return data, nil
}

func manifestIn(z *zip.File, parse func([]byte) (*Manifest, error)) (*Manifest, error) {
	data, err := part(z)
	if err != nil {
		return nil, err
	}
	return parse(data)
}

// signer is one certificate that a scheme names.
type signer struct {
	scheme   Scheme
	cert     []byte
	min, max int      // levels that it says it is for; 0: it says nothing
	past     [][]byte // certificates that it replaced, the oldest first
}

// maxSigners is how many signers of a scheme are read. Android takes ten.
const maxSigners = 10

// jarSigners reads the signers of v1 (JAR signing), and which schemes its signature
// files say are there too.
func jarSigners(archive *zip.Reader, files map[string]*zip.File) (all []signer, claimed []Scheme, err error) {
	for _, z := range archive.File {
		dir, name := path.Split(z.Name)
		ext := strings.ToUpper(path.Ext(name))
		if strings.ToUpper(dir) != "META-INF/" || ext != ".RSA" && ext != ".DSA" && ext != ".EC" || len(all) >= maxSigners {
			continue
		}
		file := files[strings.TrimSuffix(z.Name, path.Ext(name))+".SF"]
		if file == nil {
			continue // without what it signs it is no signature
		}
		text, err := part(file)
		if err != nil {
			return nil, nil, err
		}
		claimed = append(claimed, claims(string(text))...)
		data, err := part(z)
		if err != nil {
			return nil, nil, err
		}
		certs, err := signersOf(data)
		if err != nil || len(certs) == 0 {
			return nil, nil, fault(CodeCertDamaged, z.Name)
		}
		all = append(all, signer{scheme: V1, cert: certs[0]})
	}
	return all, claimed, nil
}

// claims reads which schemes a signature file of v1 says were used beside it, so
// that they cannot be taken out (APK Signature Scheme v2, rollback protections).
func claims(file string) (all []Scheme) {
	for line := range strings.Lines(file) {
		if strings.TrimSpace(line) == "" {
			break // the main section ends
		}
		value, ok := strings.CutPrefix(line, "X-Android-APK-Signed:")
		if !ok {
			continue
		}
		for id := range strings.SplitSeq(value, ",") {
			switch strings.TrimSpace(id) {
			case "2":
				all = append(all, V2)
			case "3":
				all = append(all, V3)
			}
		}
	}
	return all
}

// API levels from which Android goes by a scheme.
const (
	sdkV2  = 24 // Android 7.0
	sdkV3  = 28 // Android 9
	sdkV31 = 33 // Android 13
)

var firstSDK = map[Scheme]int{V1: 1, V2: sdkV2, V3: sdkV3, V31: sdkV31}

// take gathers the signers by certificate. First come those that were replaced, the
// oldest first: Android goes on to answer with them when it is asked for signatures
// in the old way (PackageManager.GET_SIGNATURES). Then follow the signers of the
// newest scheme, which newer Androids go by.
func (f *File) take(signers []signer) {
	for _, s := range signers {
		if !slices.Contains(f.Schemes, s.scheme) {
			f.Schemes = append(f.Schemes, s.scheme)
		}
	}
	slices.SortFunc(f.Schemes, func(a, b Scheme) int { return firstSDK[a] - firstSDK[b] })
	slices.SortStableFunc(signers, func(a, b signer) int { return firstSDK[b.scheme] - firstSDK[a.scheme] })
	at := map[string]int{}
	place := func(cert []byte) *Signature {
		i, known := at[string(cert)]
		if !known {
			i = len(f.Signatures)
			at[string(cert)] = i
			f.Signatures = append(f.Signatures, signatureOf(cert))
			f.Signatures[i].Signer = i + 1
		}
		return &f.Signatures[i]
	}
	for _, s := range signers {
		for _, past := range s.past {
			place(past)
		}
	}
	for _, s := range signers {
		one := place(s.cert)
		one.Uses = append([]Use{f.use(s)}, one.Uses...)
	}
	for _, s := range signers {
		for _, past := range s.past {
			if i := at[string(past)]; string(past) != string(s.cert) {
				f.Signatures[i].Past = true
			}
		}
	}
}

// use says for which levels a signer counts: its scheme's, up to where the next
// scheme of the file begins.
func (f *File) use(s signer) Use {
	u := Use{Scheme: s.scheme, MinSDK: max(firstSDK[s.scheme], s.min)}
	for _, other := range f.Schemes {
		if first := firstSDK[other]; first > firstSDK[s.scheme] && (u.MaxSDK == 0 || first-1 < u.MaxSDK) {
			u.MaxSDK = first - 1
		}
	}
	const unlimited = 10_000 // levels; signers write the largest number there is
	if s.max > 0 && s.max < unlimited && (u.MaxSDK == 0 || s.max < u.MaxSDK) {
		u.MaxSDK = s.max
	}
	return u
}
