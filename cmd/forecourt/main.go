// Command forecourt keeps an exact local copy of a database view, and answers searches in a dealer's stock.
package main

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"os"
	"os/signal"
	"runtime"
	"runtime/debug"
	"slices"
	"sync"
	"syscall"
	"time"

	"github.com/alecthomas/kong"

	"forecourt/internal/cache"
	"forecourt/internal/clock"
	"forecourt/internal/config"
	"forecourt/internal/plain"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), endings()...)
	code := run(ctx, os.Args[1:], os.Environ(), os.Stdin, os.Stdout, os.Stderr)
	stop()
	os.Exit(code)
}

// endings are the signals that end the program in an orderly way. Closing a terminal sends SIGHUP, which nohup ignores.
func endings() []os.Signal {
	list := []os.Signal{os.Interrupt, syscall.SIGTERM}
	if !signal.Ignored(syscall.SIGHUP) {
		list = append(list, syscall.SIGHUP)
	}
	return list
}

// cli is the command line. Each command has its own file.
type cli struct {
	Sync    syncCommand    `cmd:"" help:"Copy the views into the local SQLite file."`
	Follow  followCommand  `cmd:"" help:"Keep the local file equal to a feed, without the source."`
	Status  statusCommand  `cmd:"" help:"Show the copies, their age, and the last runs."`
	Changes changesCommand `cmd:"" help:"Show which rows were inserted, updated and deleted, and what their values were."`
	Verify  verifyCommand  `cmd:"" help:"Compare the copies with what the last run left, and with the source."`
	Doctor  doctorCommand  `cmd:"" help:"Check the settings, the source, each view and the cache, a line each."`
	Adapt   adaptCommand   `cmd:"" help:"Propose which columns of the source are which fields, and write stock.yaml."`
	Demo    demoCommand    `cmd:"" help:"Make a dealer's database, copy it, and show the result: needs nothing else."`
	Migrate migrateCommand `cmd:"" help:"Show or change the schema of the local file. Every sync migrates by itself."`
	Serve   serveCommand   `cmd:"" help:"Answer searches over HTTP: GET /cars/."`
	MCP     mcpCommand     `cmd:"" name:"mcp" help:"Answer one MCP client over standard input and output."`
	Tools   toolsCommand   `cmd:"" help:"Write the operations as function tools for OpenAI's models."`
	Demand  demandCommand  `cmd:"" help:"Show what people ask for, and what the stock lacks."`
	Key     keyCommand     `cmd:"" help:"Make, list and revoke the named keys of API_KEY_FILE."`
	OpenAPI openapiCommand `cmd:"" name:"openapi" help:"Write or check the OpenAPI document."`
	Health  healthCommand  `cmd:"" name:"healthcheck" help:"Ask a running server whether it is alive: the exit code says so."`
	Version versionCommand `cmd:"" help:"Show the version."`

	Completion    completionCommand    `cmd:"" help:"Print a script by which a shell completes commands, flags and values."`
	CompleteWords completeWordsCommand `cmd:"" hidden:"" help:"Print the completions of the last word, for the shells' scripts."`
	Man           manCommand           `cmd:"" help:"Print the manual page, for man: forecourt man | man -l -."`

	config.Log `embed:""`
}

// program is what every command gets.
type program struct {
	env   config.Environment
	stdin io.Reader
	// What is written to stdout and stderr may quote the stock, a server, or a client. Others could command a terminal by
	// it, so it is made visible. rawStdout and rawStderr are for what is no text, and for what draws on a terminal.
	stdout, stderr, rawStdout, rawStderr io.Writer

	log *slog.Logger
	now func() time.Time
	// model is the command line.
	model *kong.Application
}

// exit is the panic by which kong's --help ends parsing.
type exit int

const description = "Forecourt keeps an exact local copy of a database view in one SQLite file.\n\n" +
	"Every setting is a flag and an environment variable, shown as ($NAME); a .env file in the working directory holds " +
	"variables too. Flag > environment > .env > default."

// run executes one command line and returns the exit code. Nothing else exits, reads the environment or prints.
func run(ctx context.Context, args, env []string, stdin io.Reader, stdout, stderr io.Writer) (code int) {
	defer func() {
		if reason := recover(); reason != nil {
			asked, ok := reason.(exit)
			if !ok {
				panic(reason)
			}
			code = int(asked)
		}
	}()
	p := &program{stdin: stdin, stdout: plain.Writer(stdout), stderr: plain.Writer(stderr), rawStdout: stdout, rawStderr: stderr}
	err := cache.KeepLocks()
	if err != nil {
		return p.fail(err)
	}
	p.env, err = config.ReadEnvironment(env, ".")
	if err != nil {
		return p.fail(usageError{err})
	}
	p.now = clock.Open(p.env.Get("JUMPING_CLOCK"))
	var commands cli
	parser, err := kong.New(&commands,
		kong.Name("forecourt"), kong.Description(description), kong.Writers(stdout, stderr),
		kong.Exit(func(code int) { panic(exit(code)) }), kong.Resolvers(p.env), kong.BindTo(ctx, (*context.Context)(nil)),
		kong.ConfigureHelp(kong.HelpOptions{Compact: true}), kong.ValueFormatter(formatHelp),
	)
	if err != nil {
		return p.fail(err)
	}
	if len(args) == 0 {
		args = []string{"--help"}
	}
	command, err := parser.Parse(args)
	if err != nil {
		return p.fail(usageError{fmt.Errorf("%w (%s)", err, helpFor(err))})
	}
	p.log, p.model = newLog(commands.Log, plain.Writer(stderr)), parser.Model
	for _, problem := range p.env.Warnings(settings(parser.Model)) {
		p.log.Warn("a setting looks like a mistake", "problem", problem)
	}
	tell := sync.OnceFunc(func() { p.log.Info("stopping", "reason", context.Cause(ctx).Error()) })
	stopped := context.AfterFunc(ctx, tell)
	defer stopped()
	err = command.Run(p)
	if ctx.Err() != nil {
		tell() // Otherwise the program might end before it has said why.
	}
	return p.fail(err)
}

// helpFor names the help that fits a mistake on the command line.
func helpFor(err error) string {
	parse := new(kong.ParseError)
	if errors.As(err, &parse) && parse.Context != nil {
		if command := parse.Context.Selected(); command != nil {
			return fmt.Sprintf("forecourt %s --help shows its flags", command.Path())
		}
	}
	return "forecourt --help shows the commands"
}

// settings returns the names of all environment variables that are settings.
func settings(app *kong.Application) []string {
	names := config.Secret()
	var visit func(*kong.Node)
	visit = func(node *kong.Node) {
		for _, flag := range node.Flags {
			if name := flag.Tag.Get("var"); name != "" && !slices.Contains(names, name) {
				names = append(names, name)
			}
		}
		for _, child := range node.Children {
			visit(child)
		}
	}
	visit(app.Node)
	return names
}

// fail prints an error, unless it was printed already, and returns its exit code.
func (p *program) fail(err error) int {
	if err == nil {
		return exitDone
	}
	code := exitCode(err)
	if !errors.As(err, new(toldError)) {
		fmt.Fprintln(p.stderr, "forecourt:", err)
	}
	return code
}

// formatHelp adds the variable's name to a flag's help.
func formatHelp(value *kong.Value) string {
	if name := value.Tag.Get("var"); name != "" {
		return value.Help + " ($" + name + ")"
	}
	return value.Help
}

func newLog(settings config.Log, stderr io.Writer) *slog.Logger {
	var level slog.Level
	if err := level.UnmarshalText([]byte(settings.Level)); err != nil {
		level = slog.LevelInfo // kong has checked the name.
	}
	options := &slog.HandlerOptions{Level: level}
	if settings.Format == "json" {
		return slog.New(slog.NewJSONHandler(stderr, options))
	}
	return slog.New(slog.NewTextHandler(stderr, options))
}

// version is set by the linker. make build takes it from git.
var version = "dev"

// build names this build of the program. Those of two versions differ, and so do two builds without a version.
func build() string {
	name := version
	if path, err := os.Executable(); err == nil {
		if info, err := os.Stat(path); err == nil {
			name += fmt.Sprintf(" %d %d", info.Size(), info.ModTime().UnixNano())
		}
	}
	return name
}

type versionCommand struct{}

// Run shows the versions of the program and of its main parts.
func (versionCommand) Run(p *program) error {
	_, err := fmt.Fprintf(p.stdout, "forecourt %s (%s, %s/%s, modernc.org/sqlite %s, go-sql-driver/mysql %s)\n",
		version, runtime.Version(), runtime.GOOS, runtime.GOARCH, moduleVersion("modernc.org/sqlite"), moduleVersion("github.com/go-sql-driver/mysql"))
	return err
}

func moduleVersion(path string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "unknown"
	}
	for _, module := range info.Deps {
		if module.Path == path {
			return module.Version
		}
	}
	return "unknown"
}
