
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'vapihook' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'vapihook'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'vapihook' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Relay events to your app, and its answers back')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show recorded events, or events in files')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List recorded events')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send recorded events again')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;listen' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one')
            [CompletionResult]::new('--bind', '--bind', [CompletionResultType]::ParameterName, 'The address to listen on; anything but loopback lets others in')
            [CompletionResult]::new('--route', '--route', [CompletionResultType]::ParameterName, 'Send events of a type (* and ? allowed) to another app; repeatable, the first match counts')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'Forward only these types (* and ? allowed); others are recorded and answered 200 {}')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Do not forward these types; they are recorded and answered 200 {}')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'What happens when the app is slower than Vapi waits: warn shows it, enforce cuts it off with 504')
            [CompletionResult]::new('--max-body', '--max-body', [CompletionResultType]::ParameterName, 'The largest request body (1024, 64KB, 50MB, 1GiB); larger ones get 413. Also how much of an answer is recorded')
            [CompletionResult]::new('--max-inflight', '--max-inflight', [CompletionResultType]::ParameterName, 'The most events in flight; more get 503')
            [CompletionResult]::new('--sender-timeout', '--sender-timeout', [CompletionResultType]::ParameterName, 'How long a sender may pause inside a request (250ms, 7.5s, 10m)')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'How long events stay in the record (12h, 30d)')
            [CompletionResult]::new('--keep-size', '--keep-size', [CompletionResultType]::ParameterName, 'How large the record may grow; the oldest events go first')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'What is printed: compact is a line each way, pretty adds both bodies, quiet is only what went wrong')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'End with 0 once an event of this type (* and ? allowed) was answered')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'End with 0 after this time, as in 90s or 10m')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --forward-to; nothing is appended')
            [CompletionResult]::new('--no-record', '--no-record', [CompletionResultType]::ParameterName, 'Record nothing')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;inspect' {
            [CompletionResult]::new('--last', '--last', [CompletionResultType]::ParameterName, 'The newest N events, the oldest of them first')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;list' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of exactly this type')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most the newest N; without it all of them')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;help;list' {
            break
        }
        'vapihook;events;help;help' {
            break
        }
        'vapihook;replay' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --to; nothing is appended')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;demo' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;completions' {
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;help' {
            [CompletionResult]::new('listen', 'listen', [CompletionResultType]::ParameterValue, 'Relay events to your app, and its answers back')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Show recorded events, or events in files')
            [CompletionResult]::new('events', 'events', [CompletionResultType]::ParameterValue, 'List recorded events')
            [CompletionResult]::new('replay', 'replay', [CompletionResultType]::ParameterValue, 'Send recorded events again')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;help;listen' {
            break
        }
        'vapihook;help;inspect' {
            break
        }
        'vapihook;help;events' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List recorded events, newest first')
            break
        }
        'vapihook;help;events;list' {
            break
        }
        'vapihook;help;replay' {
            break
        }
        'vapihook;help;demo' {
            break
        }
        'vapihook;help;completions' {
            break
        }
        'vapihook;help;help' {
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
