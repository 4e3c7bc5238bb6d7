package sdp

import (
	"bytes"
	"fmt"
	"reflect"
	"testing"
)

// secretKey is what must not be found. No test vector: the letters of a key.
const secretKey = "PS1uQCVeeCFCanVmcjkpPywjNWhcYD0mXXtxaVBR"

func TestSecretsAreNotGiven(t *testing.T) {
	tests := []struct {
		name, line string
		public     string // what Lines shows of it
	}{
		{"SDES", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + secretKey + "|2^20|1:4 FEC_ORDER=FEC_SRTP", "crypto:1 AES_CM_128_HMAC_SHA1_80"},
		{"two keys", "a=crypto:1 AEAD_AES_256_GCM inline:" + secretKey + "|2^20|1:4;inline:" + secretKey, "crypto:1 AEAD_AES_256_GCM"},
		{"spaces", "a= crypto : 1  AES_CM_128_HMAC_SHA1_80  inline:" + secretKey, "crypto : 1  AES_CM_128_HMAC_SHA1_80  "},
		{"capitals", "A=CRYPTO:1 AES_CM_128_HMAC_SHA1_80 INLINE:" + secretKey, "CRYPTO:1 AES_CM_128_HMAC_SHA1_80"},
		{"another key method", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 other:" + secretKey, "crypto:1 AES_CM_128_HMAC_SHA1_80"},
		{"no tag", "a=crypto:AES_CM_128_HMAC_SHA1_80 inline:" + secretKey, "crypto:AES_CM_128_HMAC_SHA1_80 "},
		{"no suite", "a=crypto:1 inline:" + secretKey, "crypto:1 "},
		{"no colon", "a=crypto 1 AES_CM_128_HMAC_SHA1_80 inline:" + secretKey, "crypto 1 AES_CM_128_HMAC_SHA1_80"},
		{"key alone", "a=crypto:inline:" + secretKey, "crypto:"},
		{"another attribute", "a=x-srtp:inline:" + secretKey, "x-srtp:"},
		{"not a line", "crypto:1 AES_CM_128_HMAC_SHA1_80 inline:" + secretKey, "crypto:1 AES_CM_128_HMAC_SHA1_80 "},
		{"folded away", "i=was inline:" + secretKey, "was "},
		{"MIKEY", "a=key-mgmt:mikey " + secretKey, "key-mgmt:mikey"},
		{"k=", "k=base64:" + secretKey, "base64:"},
		{"k= without a method", "k = clear:" + secretKey, "clear:"},
		{"ICE", "a=ice-pwd:" + secretKey, "ice-pwd:"},
		{"ICE without a colon", "a=ice-pwd " + secretKey, "ice-pwd "},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			for _, lines := range [][]string{audio(tt.line, "m=audio 9000 RTP/SAVP 8"), audio("m=audio 9000 RTP/SAVP 8", tt.line)} {
				s := parsed(t, lines...)
				for _, text := range []string{
					fmt.Sprint(*s), fmt.Sprint(s), fmt.Sprintf("%+v %#v %s %q %x", *s, *s, *s, *s, *s), fmt.Sprintf("%+v %#v %s", s, s, s),
					fmt.Sprintf("%+v", struct{ S *Session }{s}), fmt.Sprintf("%+v", s.Summary()),
				} {
					if bytes.Contains([]byte(text), []byte(secretKey)) {
						t.Errorf("printing it shows the key: %s", text)
					}
				}
				checkPublic(t, reflect.ValueOf(s))
				found := false
				for l := range s.Lines() {
					checkPublic(t, reflect.ValueOf(l))
					if l.Secret {
						found = true
						if got, want := string(bytes.TrimSpace(l.Value)), string(bytes.TrimSpace([]byte(tt.public))); got != want {
							t.Errorf("Lines shows %q, want %q", got, want)
						}
					}
				}
				if !found {
					t.Error("no line is marked as secret")
				}
				for _, name := range []string{"crypto", "ice-pwd", "key-mgmt", "x-srtp"} {
					for media := -1; media < 1; media++ {
						value, _ := s.Attribute(media, name)
						checkPublic(t, reflect.ValueOf(value))
					}
				}
			}
		})
	}
}

// checkPublic walks the exported fields of v, and fails when one of them holds the key, be
// it behind the length of a slice.
func checkPublic(t *testing.T, v reflect.Value) {
	t.Helper()
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			checkPublic(t, v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			if v.Type().Field(i).IsExported() {
				checkPublic(t, v.Field(i))
			}
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Uint8 {
			if b := v.Bytes(); bytes.Contains(b[:cap(b)], []byte(secretKey)) {
				t.Errorf("the key is in %q, or behind it", b)
			}
			return
		}
		for i := range v.Len() {
			checkPublic(t, v.Index(i))
		}
	}
}

func TestCrypto(t *testing.T) {
	s := parsed(t, audio("m=audio 9000 RTP/SAVP 8", "a=crypto:1 AES_CM_128_HMAC_SHA1_80 inline:"+secretKey,
		"a=crypto:02 AES_CM_128_HMAC_SHA1_32 inline:"+secretKey, "a=crypto:x", "a=crypto:3 inline:"+secretKey)...)
	var got string
	for _, c := range s.Media[0].Cryptos {
		got += fmt.Sprintf("%d %s;", c.Tag, c.Suite)
	}
	if want := "1 AES_CM_128_HMAC_SHA1_80;2 AES_CM_128_HMAC_SHA1_32;"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}
