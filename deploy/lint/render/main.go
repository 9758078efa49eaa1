// Command render prints what `helm template` would print, as far as our chart goes: named templates, include, toYaml, Sprig, .Values,
// .Release, .Chart and .Capabilities.KubeVersion. What Helm has beyond that is an error here until the chart needs it, and so is a value
// that is missing, as under `helm lint --strict`.
//
//	render [-f values.yaml] [-name release] [-kube 1.33.0] chart-folder
//
// It is built from Debian's packages alone: GO111MODULE=off GOPATH=/usr/share/gocode go build
package main

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"path"
	"path/filepath"
	"sort"
	"strings"
	"text/template"

	"github.com/Masterminds/sprig"
	"sigs.k8s.io/yaml"
)

type chart struct{ Name, Version, AppVersion string }

func main() {
	values := flag.String("f", "", "values over the chart's own")
	name := flag.String("name", "router", "name of the release")
	kube := flag.String("kube", "1.33.0", "version of Kubernetes")
	flag.Parse()
	if err := render(flag.Arg(0), *values, *name, *kube); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func render(folder, valuesFile, name, kube string) error {
	var about chart
	if err := read(filepath.Join(folder, "Chart.yaml"), &about); err != nil {
		return err
	}
	values := map[string]interface{}{}
	for _, file := range []string{filepath.Join(folder, "values.yaml"), valuesFile} {
		var given map[string]interface{}
		if file != "" {
			if err := read(file, &given); err != nil {
				return err
			}
		}
		merge(values, given)
	}
	scope := map[string]interface{}{
		"Values":       values,
		"Chart":        about,
		"Release":      map[string]string{"Name": name, "Namespace": "default", "Service": "Helm"},
		"Capabilities": map[string]map[string]string{"KubeVersion": {"Version": "v" + kube}},
	}
	return execute(folder, about.Name, scope)
}

// execute parses every template, runs them and prints those that are manifests; the notes are only run.
func execute(folder, name string, scope map[string]interface{}) error {
	all := template.New(name).Option("missingkey=error")
	all.Funcs(sprig.TxtFuncMap()).Funcs(functions(all))
	found, err := filepath.Glob(filepath.Join(folder, "templates", "*"))
	if err != nil {
		return err
	}
	sort.Strings(found)
	for _, file := range found {
		text, err := os.ReadFile(file)
		if err != nil {
			return err
		}
		if _, err := all.New(path.Join(name, "templates", filepath.Base(file))).Parse(string(text)); err != nil {
			return err
		}
	}
	for _, file := range found {
		source := path.Join(name, "templates", filepath.Base(file))
		if strings.HasPrefix(filepath.Base(file), "_") {
			continue
		}
		var out bytes.Buffer
		if err := all.ExecuteTemplate(&out, source, scope); err != nil {
			return err
		}
		text := strings.TrimSpace(out.String())
		if text != "" && path.Ext(source) != ".txt" {
			fmt.Printf("---\n# Source: %s\n%s\n", source, text)
		}
	}
	return nil
}

// functions are those that Helm has beyond Sprig, and without those that Helm takes away.
func functions(all *template.Template) template.FuncMap {
	forbidden := func(string) (string, error) { return "", fmt.Errorf("Helm has no access to the environment") }
	return template.FuncMap{
		"env":       forbidden,
		"expandenv": forbidden,
		"include": func(name string, data interface{}) (string, error) {
			var out bytes.Buffer
			err := all.ExecuteTemplate(&out, name, data)
			return out.String(), err
		},
		"toYaml": func(value interface{}) (string, error) {
			text, err := yaml.Marshal(value)
			return strings.TrimSuffix(string(text), "\n"), err
		},
	}
}

func read(file string, into interface{}) error {
	text, err := os.ReadFile(file)
	if err == nil {
		err = yaml.Unmarshal(text, into)
	}
	if err != nil {
		return fmt.Errorf("%s: %w", file, err)
	}
	return nil
}

// merge lays one set of values over another; null takes a default away.
func merge(under, over map[string]interface{}) {
	for key, value := range over {
		below, wasMap := under[key].(map[string]interface{})
		above, isMap := value.(map[string]interface{})
		switch {
		case value == nil:
			delete(under, key)
		case wasMap && isMap:
			merge(below, above)
		default:
			under[key] = value
		}
	}
}
