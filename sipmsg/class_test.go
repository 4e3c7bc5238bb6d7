package sipmsg

import (
	"slices"
	"testing"
)

func TestClassOf(t *testing.T) {
	tests := []struct {
		status int
		want   Class
	}{
		{-1, UnknownClass},
		{0, UnknownClass},
		{99, UnknownClass},
		{100, Informational},
		{199, Informational},
		{200, Success},
		{299, Success},
		{300, Redirection},
		{399, Redirection},
		{400, ClientError},
		{499, ClientError},
		{500, ServerError},
		{599, ServerError},
		{600, GlobalFailure},
		{699, GlobalFailure},
		{700, UnknownClass},
		{999, UnknownClass},
		{200 + 256*100, UnknownClass}, // must not wrap around in the byte that a Class is
	}
	for _, tt := range tests {
		if got := ClassOf(tt.status); got != tt.want {
			t.Errorf("ClassOf(%d): got %v, want %v", tt.status, got, tt.want)
		}
	}
}

func TestClassNames(t *testing.T) {
	tests := []struct {
		class               Class
		name, title, digits string
		final               bool
	}{
		{UnknownClass, "unknown", "Unknown", "", false},
		{Informational, "informational", "Informational", "1xx", false},
		{Success, "success", "Success", "2xx", true},
		{Redirection, "redirection", "Redirection", "3xx", true},
		{ClientError, "client-error", "Client-Error", "4xx", true},
		{ServerError, "server-error", "Server-Error", "5xx", true},
		{GlobalFailure, "global-failure", "Global-Failure", "6xx", true},
		{Class(7), "unknown", "Unknown", "", false},
		{Class(255), "unknown", "Unknown", "", false},
	}
	for _, tt := range tests {
		if got := tt.class.String(); got != tt.name {
			t.Errorf("Class(%d).String: got %q, want %q", tt.class, got, tt.name)
		}
		if got := tt.class.Title(); got != tt.title {
			t.Errorf("Class(%d).Title: got %q, want %q", tt.class, got, tt.title)
		}
		if got := tt.class.Range(); got != tt.digits {
			t.Errorf("Class(%d).Range: got %q, want %q", tt.class, got, tt.digits)
		}
		if got := tt.class.Final(); got != tt.final {
			t.Errorf("Class(%d).Final: got %v, want %v", tt.class, got, tt.final)
		}
		checkText(t, tt.name, tt.class.Doc())
	}
	want := []Class{Informational, Success, Redirection, ClientError, ServerError, GlobalFailure}
	if got := Classes(); !slices.Equal(got, want) {
		t.Errorf("Classes: got %v, want %v", got, want)
	}
}
