package vehicle

import (
	"bytes"
	"encoding/json"
	"strconv"
	"unicode/utf8"
)

// AppendJSON appends a value as answers show it: a number, true or false for a flag, otherwise a text. An unknown value
// is null.
func (f *Field) AppendJSON(b []byte, v Value) []byte {
	switch {
	case !v.Known():
		return append(b, "null"...)
	case f.Kind == Number || f.Kind == Money:
		return f.AppendNumber(b, v.Number())
	case f.Kind == Flag && v.text == Yes:
		return append(b, "true"...)
	case f.Kind == Flag && v.text == No:
		return append(b, "false"...)
	}
	return AppendText(b, v.text)
}

// AppendText appends a text as JSON. It escapes what JSON requires, but not what HTML would.
func AppendText(b []byte, text string) []byte {
	plain := utf8.ValidString(text)
	for i := 0; plain && i < len(text); i++ {
		plain = text[i] >= ' ' && text[i] != '"' && text[i] != '\\'
	}
	if plain {
		return append(append(append(b, '"'), text...), '"')
	}
	var buffer bytes.Buffer
	encoder := json.NewEncoder(&buffer)
	encoder.SetEscapeHTML(false)
	if encoder.Encode(text) != nil { // Every string has a JSON form.
		return strconv.AppendQuote(b, text)
	}
	return append(b, bytes.TrimSpace(buffer.Bytes())...)
}
