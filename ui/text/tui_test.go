package text

import (
	"reflect"
	"testing"
	"unicode"

	"wxlens/wxpay"
)

// TestTUICatalogueIsComplete walks over both languages of the screens' texts.
func TestTUICatalogueIsComplete(t *testing.T) {
	zh, en := reflect.ValueOf(In(wxpay.Chinese).TUI), reflect.ValueOf(In(wxpay.English).TUI)
	for i := range zh.NumField() {
		name := zh.Type().Field(i).Name
		complete(t, "zh "+name, zh.Field(i), false)
		complete(t, "en "+name, en.Field(i), true)
		if zh.Field(i).Kind() != reflect.Map {
			continue
		}
		for _, key := range zh.Field(i).MapKeys() {
			if !en.Field(i).MapIndex(key).IsValid() {
				t.Errorf("en %s lacks %v", name, key)
			}
		}
		if zh.Field(i).Len() != en.Field(i).Len() {
			t.Errorf("%s has %d entries in zh, %d in en", name, zh.Field(i).Len(), en.Field(i).Len())
		}
	}
}

func complete(t *testing.T, name string, v reflect.Value, english bool) {
	switch v.Kind() {
	case reflect.String:
		if v.Len() == 0 {
			t.Errorf("%s is empty", name)
		}
		for _, r := range v.String() {
			if english && unicode.Is(unicode.Han, r) {
				t.Errorf("%s holds %q", name, r)
			}
		}
	case reflect.Func:
		if v.IsNil() {
			t.Errorf("%s is missing", name)
			return
		}
		args := make([]reflect.Value, v.Type().NumIn())
		for i := range args {
			if args[i] = reflect.Zero(v.Type().In(i)); args[i].Kind() == reflect.String {
				args[i] = reflect.ValueOf("x")
			}
		}
		complete(t, name, v.Call(args)[0], english)
	case reflect.Map:
		for _, key := range v.MapKeys() {
			complete(t, name+" "+key.String(), v.MapIndex(key), english)
		}
	case reflect.Struct:
		for i := range v.NumField() {
			complete(t, name+"."+v.Type().Field(i).Name, v.Field(i), english)
		}
	case reflect.Array:
		for i := 1; i < v.Len(); i++ {
			complete(t, name, v.Index(i), english)
		}
	}
}
