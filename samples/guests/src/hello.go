// A command: says its arguments and its environment, copies what is in a folder, and waits for two goroutines.
package main

import (
	"os"
	"sort"
	"strconv"
	"strings"
	"time"
)

func say(parts ...string) {
	os.Stdout.WriteString(strings.Join(parts, " ") + "\n")
}

func fail(code int, err error) {
	os.Stderr.WriteString(err.Error() + "\n")
	os.Exit(code)
}

func main() {
	say("args:", strings.Join(os.Args[1:], ", "))
	env := os.Environ()
	sort.Strings(env)
	say("env:", strings.Join(env, " "))
	entries, err := os.ReadDir("/data")
	if err != nil {
		fail(3, err)
	}
	for _, entry := range entries {
		name := "/data/" + entry.Name()
		text, err := os.ReadFile(name)
		if err != nil {
			fail(4, err)
		}
		say(entry.Name(), strconv.Itoa(len(text)), strconv.Quote(strings.ToUpper(string(text))))
		if err := os.WriteFile(name+".copy", text, 0o644); err != nil {
			say("not copied:", err.Error())
		} else if copied, err := os.ReadFile(name + ".copy"); err != nil || string(copied) != string(text) {
			fail(5, err)
		}
	}
	begun := time.Now()
	done := make(chan string)
	for _, name := range []string{"slow", "quick"} {
		go func() {
			if name == "slow" {
				time.Sleep(30 * time.Millisecond)
			}
			done <- name
		}()
	}
	say(<-done, <-done, strconv.FormatBool(time.Since(begun) >= 30*time.Millisecond))
}
