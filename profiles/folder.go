package profiles

import "path/filepath"

// Folder is where the files of a profile lie.
func (s *Store) Folder(name string) string { return filepath.Join(s.dir, name) }

// AuthorityFile names the file of the CA of a sandbox that serves TLS.
func AuthorityFile() string { return fileAuthority }

// MerchantFiles names the files of the merchant's private key and certificate in a
// profile's folder.
func MerchantFiles() (key, certificate string) { return fileMerchantKey, fileMerchantCert }
