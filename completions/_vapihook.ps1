
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
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Send a made-up event')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Play a whole call, or many, to your app, as Vapi would: offline')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check an answer against what Vapi accepts, offline')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check who sent a request, and say which mistake explains a wrong signature')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the headers that show who sends a body')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Send your app the wrong things, and show which of them it accepts')
            [CompletionResult]::new('server', 'server', [CompletionResultType]::ParameterValue, 'Set, read and explain the server URLs of assistants, phone numbers and tools')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Save an API key, once Vapi has accepted it')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a saved API key')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show which key and API are used, and whether Vapi accepts it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Read and change settings')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check everything that has to work, and say what to run where it does not')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print a shell''s completion script')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;listen' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended. May be left to the project''s vapihook.toml')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended. May be left to the project''s vapihook.toml')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one [default: 4242]')
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'The port to listen on; 0 takes a free one [default: 4242]')
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
            [CompletionResult]::new('--allow-origin', '--allow-origin', [CompletionResultType]::ParameterName, 'Let pages of this web site send (https://app.example.com, or * for all); those of others get 403, unless they are on this machine. Vapi and other programs are no pages')
            [CompletionResult]::new('--allow-host', '--allow-host', [CompletionResultType]::ParameterName, 'Let in what is sent straight to this port by another name of this machine (* for any): a web site could have its own name lead here. Addresses, names without a dot and tunnels need no leave')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Check who sends, by this authentication of your settings, [auth.NAME]; each event shows the verdict')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'How far off a signature''s timestamp may be: 300s, 10m')
            [CompletionResult]::new('--re-sign', '--re-sign', [CompletionResultType]::ParameterName, 'Sign what the app gets by this authentication of your settings, in the place of what was received')
            [CompletionResult]::new('--tunnel', '--tunnel', [CompletionResultType]::ParameterName, 'Open a tunnel: auto, cloudflared, ngrok, bore[:server[:port]] or ssh[:[user@]host[:port[:remote-port]]]')
            [CompletionResult]::new('--public-url', '--public-url', [CompletionResultType]::ParameterName, 'The URL under which a tunnel of your own leads to this listener')
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'Point this assistant''s server URL here until the run ends (id or name)')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Point this phone number''s server URL here until the run ends (id, name or number)')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Point this tool''s server URL here until the run ends (id or name)')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --forward-to; nothing is appended')
            [CompletionResult]::new('--no-record', '--no-record', [CompletionResultType]::ParameterName, 'Record nothing')
            [CompletionResult]::new('--pass-key', '--pass-key', [CompletionResultType]::ParameterName, 'Leave VAPI_API_KEY in the environment of CMD; it is taken out otherwise')
            [CompletionResult]::new('--strict-exit', '--strict-exit', [CompletionResultType]::ParameterName, 'End with 3 when Vapi would not have accepted an answer (a CMD''s own code goes first)')
            [CompletionResult]::new('--require-auth', '--require-auth', [CompletionResultType]::ParameterName, 'Answer 401 to what --auth does not accept; it does not reach the app')
            [CompletionResult]::new('--steal', '--steal', [CompletionResultType]::ParameterName, 'Take server URLs over from another running listener')
            [CompletionResult]::new('--drop-secret', '--drop-secret', [CompletionResultType]::ParameterName, 'Go on although a server secret that Vapi does not show may be lost')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Accept a public URL that only this machine or network reaches')
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
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'The events of this call (its id, or how it begins): recorded, or in WHAT')
            [CompletionResult]::new('--view', '--view', [CompletionResultType]::ParameterName, 'What to show')
            [CompletionResult]::new('--field', '--field', [CompletionResultType]::ParameterName, 'Only the value at this place of the body: message.call.id, or /message/call/id')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--full', '--full', [CompletionResultType]::ParameterName, 'Fold nothing, however long')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show the values of secrets (Authorization, X-Vapi-Secret, server.secret ..), which are hidden unless asked for. --view raw, --field and --json always have them')
            [CompletionResult]::new('--no-pager', '--no-pager', [CompletionResultType]::ParameterName, 'Print long pages as they are (see PAGER)')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('calls', 'calls', [CompletionResultType]::ParameterValue, 'List recorded calls, one line each, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write events to a file or a directory, without secrets and personal data')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Put events from files into the record')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete old events from the record')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Delete events from the record')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;list' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of these types; * and ? stand for anything')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events before then')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only events answered with this status: 500, 5xx, 400-499, ''>=400''')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most the newest N; without it all of them')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only events that failed: not delivered, answered with 300 or more, or too late')
            [CompletionResult]::new('--findings', '--findings', [CompletionResultType]::ParameterName, 'Only events whose answer has a finding (a warning or an error)')
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
        'vapihook;events;calls' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of these types; * and ? stand for anything')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events before then')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only events answered with this status: 500, 5xx, 400-499, ''>=400''')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most the newest N; without it all of them')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only events that failed: not delivered, answered with 300 or more, or too late')
            [CompletionResult]::new('--findings', '--findings', [CompletionResultType]::ParameterName, 'Only events whose answer has a finding (a warning or an error)')
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
        'vapihook;events;export' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of these types; * and ? stand for anything')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events before then')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only events answered with this status: 500, 5xx, 400-499, ''>=400''')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most the newest N; without it all of them')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How it is written; by the name of -o when it is not given, else ndjson')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Write to this file, or into this directory, instead of stdout (-)')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Write to this file, or into this directory, instead of stdout (-)')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Where curl sends to, instead of where the event was sent')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only events that failed: not delivered, answered with 300 or more, or too late')
            [CompletionResult]::new('--findings', '--findings', [CompletionResultType]::ParameterName, 'Only events whose answer has a finding (a warning or an error)')
            [CompletionResult]::new('--raw', '--raw', [CompletionResultType]::ParameterName, 'Keep everything as it was recorded, byte for byte: phone numbers, names and secrets too')
            [CompletionResult]::new('--ids', '--ids', [CompletionResultType]::ParameterName, 'Replace ids of calls, tool calls and accounts as well')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Write into a directory that is not empty')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;events;import' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;events;prune' {
            [CompletionResult]::new('--older-than', '--older-than', [CompletionResultType]::ParameterName, 'Delete events that arrived longer ago (12h, 30d)')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Delete all but the newest N events')
            [CompletionResult]::new('--max-size', '--max-size', [CompletionResultType]::ParameterName, 'Delete the oldest events until the record takes no more than this of the disk (100MB, 1GiB)')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Only say what would be deleted')
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
        'vapihook;events;rm' {
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'Only events of these types; * and ? stand for anything')
            [CompletionResult]::new('--call', '--call', [CompletionResultType]::ParameterName, 'Only events of this call (its id, or how it begins)')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Only events since then: 10m ago, 2h, 3d, or a time (2026-03-04T10:00:00Z, 2026-03-04)')
            [CompletionResult]::new('--until', '--until', [CompletionResultType]::ParameterName, 'Only events before then')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'Only events answered with this status: 500, 5xx, 400-499, ''>=400''')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most the newest N; without it all of them')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Only events that failed: not delivered, answered with 300 or more, or too late')
            [CompletionResult]::new('--findings', '--findings', [CompletionResultType]::ParameterName, 'Only events whose answer has a finding (a warning or an error)')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Delete without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Delete without asking')
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
            [CompletionResult]::new('calls', 'calls', [CompletionResultType]::ParameterValue, 'List recorded calls, one line each, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write events to a file or a directory, without secrets and personal data')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Put events from files into the record')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete old events from the record')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Delete events from the record')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;events;help;list' {
            break
        }
        'vapihook;events;help;calls' {
            break
        }
        'vapihook;events;help;export' {
            break
        }
        'vapihook;events;help;import' {
            break
        }
        'vapihook;events;help;prune' {
            break
        }
        'vapihook;events;help;rm' {
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
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn waits on, as at a breakpoint')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value that is there, named by a dotted path or a JSON pointer: --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads it from a file; repeatable')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'As --set, but creates what is not there yet; repeatable, applied after --set')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Sign with this authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi''s API returns a credential), or as --auth does')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--speed', '--speed', [CompletionResultType]::ParameterName, 'The gaps between the events: real (as recorded), 2x (twice as fast), max (none)')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'So many events a second, as in 50/s; instead of the recorded gaps')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'Most calls on their way at once [default: 1; 64 with --speed real or --rate]')
            [CompletionResult]::new('--repeat', '--repeat', [CompletionResultType]::ParameterName, 'Send everything so many times')
            [CompletionResult]::new('--chaos', '--chaos', [CompletionResultType]::ParameterName, 'What goes wrong on the way: duplicate, reorder, drop, delay, burst; each with how often or how much, as in drop:0.1,delay:200ms')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'The seed that was printed: the same chaos again')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'How much numbers may differ: absolutely, or as a share of the larger one')
            [CompletionResult]::new('--ignore-path', '--ignore-path', [CompletionResultType]::ParameterName, 'Leave these paths of the answers out: results[*].id, **.createdAt, /results/0/id')
            [CompletionResult]::new('--max-latency', '--max-latency', [CompletionResultType]::ParameterName, 'Exit with 3 when an answer takes longer: 800ms, 1.5s')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How differences are told: text, junit (the whole stdout is the document), github (annotations)')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send everything to exactly the path of --to; nothing is appended')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--strict-exit', '--strict-exit', [CompletionResultType]::ParameterName, 'Exit with 3 when an answer has an error by Vapi''s contract')
            [CompletionResult]::new('--fresh', '--fresh', [CompletionResultType]::ParameterName, 'Send as if it happened now: new call ids and tool-call ids, times of now, the same everywhere in a call. No event is more than a minute from the clock, at any --speed')
            [CompletionResult]::new('--edit', '--edit', [CompletionResultType]::ParameterName, 'Open the body in your editor first (VISUAL, EDITOR); one event alone')
            [CompletionResult]::new('--assert', '--assert', [CompletionResultType]::ParameterName, 'Compare each answer with the recorded one: status, content type, JSON by meaning; exit with 3 when one differs, or none could be compared')
            [CompletionResult]::new('--update', '--update', [CompletionResultType]::ParameterName, 'Accept the answers of now: write them to where the recorded ones are, in the record or in lines of --json')
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
        'vapihook;trigger' {
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Use this event as the template: a file with a body, a recorded event (an id, last, last:TYPE), - for stdin')
            [CompletionResult]::new('--set', '--set', [CompletionResultType]::ParameterName, 'Change a value that is there, named by a dotted path or a JSON pointer: --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads it from a file; repeatable')
            [CompletionResult]::new('--add', '--add', [CompletionResultType]::ParameterName, 'As --set, but creates what is not there yet; repeatable, applied after --set')
            [CompletionResult]::new('--call-id', '--call-id', [CompletionResultType]::ParameterName, 'The call''s id, instead of a fresh one')
            [CompletionResult]::new('--as', '--as', [CompletionResultType]::ParameterName, 'Send the shapes of another program''s webhook map')
            [CompletionResult]::new('--repeat', '--repeat', [CompletionResultType]::ParameterName, 'Send it so often, each with fresh ids')
            [CompletionResult]::new('--shape', '--shape', [CompletionResultType]::ParameterName, 'How a tool call is written: object (arguments are an object, as Vapi sends them), openai (a string of JSON), flat ({id, name, parameters}, as the documentation has them)')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Call this tool; with --tools, this one of them alone')
            [CompletionResult]::new('--args', '--args', [CompletionResultType]::ParameterName, 'What the tool is called with: JSON, or @FILE')
            [CompletionResult]::new('--tools', '--tools', [CompletionResultType]::ParameterName, 'Call each of the tools that are defined in a file (Vapi''s or OpenAI''s JSON, an assistant), with arguments that their JSON Schema allows')
            [CompletionResult]::new('--fuzz', '--fuzz', [CompletionResultType]::ParameterName, 'Send so many calls of --tools with one mistake each, as models make them: a value missing, null, of another type; two calls at once; arguments that break off')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Repeat the arguments and mistakes of another run')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL; what listen is set to forward to, unless given')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL; what listen is set to forward to, unless given')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Write the request to stdout instead of sending it: as HTTP, as the JSON body alone, or as a command for curl')
            [CompletionResult]::new('--deadline', '--deadline', [CompletionResultType]::ParameterName, 'What happens when the app is slower than Vapi waits: enforce gives up as Vapi does, warn waits on, as at a breakpoint')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Sign with this authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi''s API returns a credential), or as --auth does')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'Print what can be sent: who asks, until when, what for')
            [CompletionResult]::new('--exact', '--exact', [CompletionResultType]::ParameterName, 'Keep the ids and times of the template')
            [CompletionResult]::new('--fixed-path', '--fixed-path', [CompletionResultType]::ParameterName, 'Send to exactly the path of --to, also what is sent to a path of its own (/chat/completions)')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;simulate' {
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'The app: 3000, :3000/path, localhost:3000/path or a URL')
            [CompletionResult]::new('--from', '--from', [CompletionResultType]::ParameterName, 'Make a scenario of a recorded call: call:ID, a file of its events, or last, the newest call, also when nothing is named')
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'Where --from writes the scenario; stdout (-) without it')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'Where --from writes the scenario; stdout (-) without it')
            [CompletionResult]::new('--speed', '--speed', [CompletionResultType]::ParameterName, 'How fast: real, 10x (any number), or max, which waits for answers only')
            [CompletionResult]::new('--calls', '--calls', [CompletionResultType]::ParameterName, 'Play so many calls, each with an id and a caller of its own')
            [CompletionResult]::new('--concurrency', '--concurrency', [CompletionResultType]::ParameterName, 'How many calls are played at once [default: 10]')
            [CompletionResult]::new('--for', '--for', [CompletionResultType]::ParameterName, 'Start new calls for so long, and finish those that run')
            [CompletionResult]::new('--max-p95', '--max-p95', [CompletionResultType]::ParameterName, 'Fail when 95 % of the answers to a type did not come within a time; repeatable')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'Add a header to what the app gets, or replace it; repeatable')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'Sign with this authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--sign', '--sign', [CompletionResultType]::ParameterName, 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi''s API returns a credential), or as --auth does')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--list', '--list', [CompletionResultType]::ParameterName, 'List the built-in scenarios')
            [CompletionResult]::new('--print', '--print', [CompletionResultType]::ParameterName, 'Print the scenario''s file instead of playing it, to start from')
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
        'vapihook;check' {
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'The event that was answered: a file, - for stdin, or any other WHAT')
            [CompletionResult]::new('--response', '--response', [CompletionResultType]::ParameterName, 'Check this answer instead of the recorded one: a file with the body, - for stdin')
            [CompletionResult]::new('--status', '--status', [CompletionResultType]::ParameterName, 'The status of --response')
            [CompletionResult]::new('--elapsed', '--elapsed', [CompletionResultType]::ParameterName, 'How long the app took for --response: 250ms, 1.2s')
            [CompletionResult]::new('--content-type', '--content-type', [CompletionResultType]::ParameterName, 'The content type of --response; what fits its body unless given')
            [CompletionResult]::new('--ignore', '--ignore', [CompletionResultType]::ParameterName, 'Leave these rules out')
            [CompletionResult]::new('--only', '--only', [CompletionResultType]::ParameterName, 'Apply these rules alone')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to print what is found')
            [CompletionResult]::new('--explain', '--explain', [CompletionResultType]::ParameterName, 'Print what a rule says and where it comes from')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--strict', '--strict', [CompletionResultType]::ParameterName, 'Warnings count as errors')
            [CompletionResult]::new('--json', '--json', [CompletionResultType]::ParameterName, 'Print JSON to stdout, one object per line, and nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Print only what went wrong')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Print more: both bodies of every event')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            break
        }
        'vapihook;verify' {
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header of the request; the files are bodies then. Repeatable')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header of the request; the files are bodies then. Repeatable')
            [CompletionResult]::new('--tolerance', '--tolerance', [CompletionResultType]::ParameterName, 'How far from the time of the check a timestamp may be: 300s, 10m')
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'Check as if it were this time, RFC 3339')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'The URL that was called, for plans that sign it [default: as the headers have it]')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'An authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'A plan in a file: JSON, a credential as Vapi''s API returns it or its authenticationPlan')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'hmac (Vapi''s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'hmac: sha256, sha512 or sha1')
            [CompletionResult]::new('--signature-header', '--signature-header', [CompletionResultType]::ParameterName, 'hmac: the signature''s header; bearer, shared-secret: the secret''s')
            [CompletionResult]::new('--timestamp-header', '--timestamp-header', [CompletionResultType]::ParameterName, 'hmac: the timestamp''s header')
            [CompletionResult]::new('--message-id-header', '--message-id-header', [CompletionResultType]::ParameterName, 'hmac: the header of {svix-id}')
            [CompletionResult]::new('--signature-prefix', '--signature-prefix', [CompletionResultType]::ParameterName, 'hmac: what stands before the signature, as in sha256=')
            [CompletionResult]::new('--payload-format', '--payload-format', [CompletionResultType]::ParameterName, 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}')
            [CompletionResult]::new('--signature-encoding', '--signature-encoding', [CompletionResultType]::ParameterName, 'hmac: how the signature is written, hex or base64')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--secret-is-base64', '--secret-is-base64', [CompletionResultType]::ParameterName, 'hmac: the secret is base64 of the key')
            [CompletionResult]::new('--no-timestamp', '--no-timestamp', [CompletionResultType]::ParameterName, 'hmac: no timestamp is sent')
            [CompletionResult]::new('--no-bearer-prefix', '--no-bearer-prefix', [CompletionResultType]::ParameterName, 'bearer: nothing stands before the secret')
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
        'vapihook;sign' {
            [CompletionResult]::new('--at', '--at', [CompletionResultType]::ParameterName, 'The time to sign at, RFC 3339 [default: now]')
            [CompletionResult]::new('--id', '--id', [CompletionResultType]::ParameterName, 'The message''s id, for schemes that sign one [default: a new one]')
            [CompletionResult]::new('--method', '--method', [CompletionResultType]::ParameterName, 'The method, for plans that sign it')
            [CompletionResult]::new('--url', '--url', [CompletionResultType]::ParameterName, 'Where it is sent: 3000, :3000/path, localhost:3000/path or a URL; for plans that sign it, and for --curl')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'An authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'A plan in a file: JSON, a credential as Vapi''s API returns it or its authenticationPlan')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'hmac (Vapi''s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'hmac: sha256, sha512 or sha1')
            [CompletionResult]::new('--signature-header', '--signature-header', [CompletionResultType]::ParameterName, 'hmac: the signature''s header; bearer, shared-secret: the secret''s')
            [CompletionResult]::new('--timestamp-header', '--timestamp-header', [CompletionResultType]::ParameterName, 'hmac: the timestamp''s header')
            [CompletionResult]::new('--message-id-header', '--message-id-header', [CompletionResultType]::ParameterName, 'hmac: the header of {svix-id}')
            [CompletionResult]::new('--signature-prefix', '--signature-prefix', [CompletionResultType]::ParameterName, 'hmac: what stands before the signature, as in sha256=')
            [CompletionResult]::new('--payload-format', '--payload-format', [CompletionResultType]::ParameterName, 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}')
            [CompletionResult]::new('--signature-encoding', '--signature-encoding', [CompletionResultType]::ParameterName, 'hmac: how the signature is written, hex or base64')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--curl', '--curl', [CompletionResultType]::ParameterName, 'Print a curl command that sends it')
            [CompletionResult]::new('--secret-is-base64', '--secret-is-base64', [CompletionResultType]::ParameterName, 'hmac: the secret is base64 of the key')
            [CompletionResult]::new('--no-timestamp', '--no-timestamp', [CompletionResultType]::ParameterName, 'hmac: no timestamp is sent')
            [CompletionResult]::new('--no-bearer-prefix', '--no-bearer-prefix', [CompletionResultType]::ParameterName, 'bearer: nothing stands before the secret')
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
        'vapihook;probe' {
            [CompletionResult]::new('--body', '--body', [CompletionResultType]::ParameterName, 'Send this body instead')
            [CompletionResult]::new('--auth', '--auth', [CompletionResultType]::ParameterName, 'An authentication of your settings, [auth.NAME]')
            [CompletionResult]::new('--plan', '--plan', [CompletionResultType]::ParameterName, 'A plan in a file: JSON, a credential as Vapi''s API returns it or its authenticationPlan')
            [CompletionResult]::new('--scheme', '--scheme', [CompletionResultType]::ParameterName, 'hmac (Vapi''s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'Read the secret from a file, - for stdin; one newline at its end is dropped')
            [CompletionResult]::new('--secret-env', '--secret-env', [CompletionResultType]::ParameterName, 'Read the secret from this variable')
            [CompletionResult]::new('--algorithm', '--algorithm', [CompletionResultType]::ParameterName, 'hmac: sha256, sha512 or sha1')
            [CompletionResult]::new('--signature-header', '--signature-header', [CompletionResultType]::ParameterName, 'hmac: the signature''s header; bearer, shared-secret: the secret''s')
            [CompletionResult]::new('--timestamp-header', '--timestamp-header', [CompletionResultType]::ParameterName, 'hmac: the timestamp''s header')
            [CompletionResult]::new('--message-id-header', '--message-id-header', [CompletionResultType]::ParameterName, 'hmac: the header of {svix-id}')
            [CompletionResult]::new('--signature-prefix', '--signature-prefix', [CompletionResultType]::ParameterName, 'hmac: what stands before the signature, as in sha256=')
            [CompletionResult]::new('--payload-format', '--payload-format', [CompletionResultType]::ParameterName, 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}')
            [CompletionResult]::new('--signature-encoding', '--signature-encoding', [CompletionResultType]::ParameterName, 'hmac: how the signature is written, hex or base64')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--skip-verify', '--skip-verify', [CompletionResultType]::ParameterName, 'Accept any certificate of an https app, also a self-signed one')
            [CompletionResult]::new('--secret-is-base64', '--secret-is-base64', [CompletionResultType]::ParameterName, 'hmac: the secret is base64 of the key')
            [CompletionResult]::new('--no-timestamp', '--no-timestamp', [CompletionResultType]::ParameterName, 'hmac: no timestamp is sent')
            [CompletionResult]::new('--no-bearer-prefix', '--no-bearer-prefix', [CompletionResultType]::ParameterName, 'bearer: nothing stands before the secret')
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
        'vapihook;server' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every assistant, phone number and tool with its server')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show the whole server')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change the server; what is not named stays as it is')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove the server')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Say which URL gets each event, and why')
            [CompletionResult]::new('leases', 'leases', [CompletionResultType]::ParameterValue, 'List the server URLs that are taken and not given back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Give back what a listen that did not end well left behind')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;server;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--set-only', '--set-only', [CompletionResultType]::ParameterName, 'Only what has a server URL')
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
        'vapihook;server;get' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--show-secrets', '--show-secrets', [CompletionResultType]::ParameterName, 'Show secrets as they are')
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
        'vapihook;server;set' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--credential-id', '--credential-id', [CompletionResultType]::ParameterName, 'The credential that requests carry; none removes it')
            [CompletionResult]::new('--timeout-seconds', '--timeout-seconds', [CompletionResultType]::ParameterName, 'How long Vapi waits for an answer')
            [CompletionResult]::new('-H', '-H ', [CompletionResultType]::ParameterName, 'A header that requests carry, beside those that are there; may be repeated')
            [CompletionResult]::new('--header', '--header', [CompletionResultType]::ParameterName, 'A header that requests carry, beside those that are there; may be repeated')
            [CompletionResult]::new('--backoff-plan', '--backoff-plan', [CompletionResultType]::ParameterName, 'How Vapi tries again: fixed or exponential, retries, seconds, as exponential:5:1; none removes it')
            [CompletionResult]::new('--static-ips', '--static-ips', [CompletionResultType]::ParameterName, 'Whether requests come from Vapi''s static addresses')
            [CompletionResult]::new('--secret-file', '--secret-file', [CompletionResultType]::ParameterName, 'The file with the shared secret that Vapi sends as X-Vapi-Secret; - is stdin')
            [CompletionResult]::new('--events', '--events', [CompletionResultType]::ParameterName, 'What Vapi sends for these assistants (serverMessages), instead of what it sends now')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--clear-headers', '--clear-headers', [CompletionResultType]::ParameterName, 'First remove the headers that are there')
            [CompletionResult]::new('--drop-secret', '--drop-secret', [CompletionResultType]::ParameterName, 'Let go of a shared secret')
            [CompletionResult]::new('--legacy-fields', '--legacy-fields', [CompletionResultType]::ParameterName, 'Write serverUrl and serverUrlSecret, as older accounts know them')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change, send nothing')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Take a URL that Vapi cannot reach')
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
        'vapihook;server;unset' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'An assistant, by id or name; may be repeated')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'A phone number, by id, name or E.164 number; may be repeated')
            [CompletionResult]::new('-t', '-t', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'A tool, by id or name; may be repeated')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--drop-secret', '--drop-secret', [CompletionResultType]::ParameterName, 'Let go of a shared secret that Vapi does not give back')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Show what would change, send nothing')
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
        'vapihook;server;route' {
            [CompletionResult]::new('-a', '-a', [CompletionResultType]::ParameterName, 'The assistant that takes the call, by id or name')
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'The assistant that takes the call, by id or name')
            [CompletionResult]::new('-p', '-p', [CompletionResultType]::ParameterName, 'The phone number that is called, by id, name or E.164 number')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'The phone number that is called, by id, name or E.164 number')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Only this event')
            [CompletionResult]::new('--event', '--event', [CompletionResultType]::ParameterName, 'Only this event')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;server;leases' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;server;restore' {
            [CompletionResult]::new('--assistant', '--assistant', [CompletionResultType]::ParameterName, 'Only this assistant: its id or name')
            [CompletionResult]::new('--phone-number', '--phone-number', [CompletionResultType]::ParameterName, 'Only this phone number: its id, name or number')
            [CompletionResult]::new('--tool', '--tool', [CompletionResultType]::ParameterName, 'Only this tool: its id or name')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Also what a running process holds')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Put back what was there although somebody else changed it')
            [CompletionResult]::new('--keep', '--keep', [CompletionResultType]::ParameterName, 'Keep what is there now, and forget what was there')
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
        'vapihook;server;help' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every assistant, phone number and tool with its server')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show the whole server')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change the server; what is not named stays as it is')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove the server')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Say which URL gets each event, and why')
            [CompletionResult]::new('leases', 'leases', [CompletionResultType]::ParameterValue, 'List the server URLs that are taken and not given back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Give back what a listen that did not end well left behind')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;server;help;list' {
            break
        }
        'vapihook;server;help;get' {
            break
        }
        'vapihook;server;help;set' {
            break
        }
        'vapihook;server;help;unset' {
            break
        }
        'vapihook;server;help;route' {
            break
        }
        'vapihook;server;help;leases' {
            break
        }
        'vapihook;server;help;restore' {
            break
        }
        'vapihook;server;help;help' {
            break
        }
        'vapihook;demo' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;login' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;logout' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;whoami' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;config' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a setting''s value; where it is from goes to stderr')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your own settings, or in the project''s; comments stay')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a setting out of your own settings, or out of the project''s')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print every setting with where it is from, the profiles, and the key''s fingerprint')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where your own settings are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;config;get' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;config;set' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Change the project''s vapihook.toml; without one, start it here')
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
        'vapihook;config;unset' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Change the project''s vapihook.toml')
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
        'vapihook;config;list' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
        'vapihook;config;path' {
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to use colours; auto: on a terminal, unless NO_COLOR is set')
            [CompletionResult]::new('--project', '--project', [CompletionResultType]::ParameterName, 'Print where the project''s vapihook.toml is')
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
        'vapihook;config;help' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a setting''s value; where it is from goes to stderr')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your own settings, or in the project''s; comments stay')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a setting out of your own settings, or out of the project''s')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print every setting with where it is from, the profiles, and the key''s fingerprint')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where your own settings are')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Print this message or the help of the given subcommand(s)')
            break
        }
        'vapihook;config;help;get' {
            break
        }
        'vapihook;config;help;set' {
            break
        }
        'vapihook;config;help;unset' {
            break
        }
        'vapihook;config;help;list' {
            break
        }
        'vapihook;config;help;path' {
            break
        }
        'vapihook;config;help;help' {
            break
        }
        'vapihook;doctor' {
            [CompletionResult]::new('-f', '-f', [CompletionResultType]::ParameterName, 'The app to look for; the project''s unless given')
            [CompletionResult]::new('--forward-to', '--forward-to', [CompletionResultType]::ParameterName, 'The app to look for; the project''s unless given')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile whose key is used [env: VAPIHOOK_PROFILE]')
            [CompletionResult]::new('--config', '--config', [CompletionResultType]::ParameterName, 'The file with your settings and keys [env: VAPIHOOK_CONFIG]')
            [CompletionResult]::new('--base-url', '--base-url', [CompletionResultType]::ParameterName, 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]')
            [CompletionResult]::new('--api-key-file', '--api-key-file', [CompletionResultType]::ParameterName, 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]')
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
            [CompletionResult]::new('trigger', 'trigger', [CompletionResultType]::ParameterValue, 'Send a made-up event')
            [CompletionResult]::new('simulate', 'simulate', [CompletionResultType]::ParameterValue, 'Play a whole call, or many, to your app, as Vapi would: offline')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check an answer against what Vapi accepts, offline')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Check who sent a request, and say which mistake explains a wrong signature')
            [CompletionResult]::new('sign', 'sign', [CompletionResultType]::ParameterValue, 'Print the headers that show who sends a body')
            [CompletionResult]::new('probe', 'probe', [CompletionResultType]::ParameterValue, 'Send your app the wrong things, and show which of them it accepts')
            [CompletionResult]::new('server', 'server', [CompletionResultType]::ParameterValue, 'Set, read and explain the server URLs of assistants, phone numbers and tools')
            [CompletionResult]::new('demo', 'demo', [CompletionResultType]::ParameterValue, 'Play a whole call on this machine: no account, no network')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Save an API key, once Vapi has accepted it')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget a saved API key')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show which key and API are used, and whether Vapi accepts it')
            [CompletionResult]::new('config', 'config', [CompletionResultType]::ParameterValue, 'Read and change settings')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Check everything that has to work, and say what to run where it does not')
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
            [CompletionResult]::new('calls', 'calls', [CompletionResultType]::ParameterValue, 'List recorded calls, one line each, newest first')
            [CompletionResult]::new('export', 'export', [CompletionResultType]::ParameterValue, 'Write events to a file or a directory, without secrets and personal data')
            [CompletionResult]::new('import', 'import', [CompletionResultType]::ParameterValue, 'Put events from files into the record')
            [CompletionResult]::new('prune', 'prune', [CompletionResultType]::ParameterValue, 'Delete old events from the record')
            [CompletionResult]::new('rm', 'rm', [CompletionResultType]::ParameterValue, 'Delete events from the record')
            break
        }
        'vapihook;help;events;list' {
            break
        }
        'vapihook;help;events;calls' {
            break
        }
        'vapihook;help;events;export' {
            break
        }
        'vapihook;help;events;import' {
            break
        }
        'vapihook;help;events;prune' {
            break
        }
        'vapihook;help;events;rm' {
            break
        }
        'vapihook;help;replay' {
            break
        }
        'vapihook;help;trigger' {
            break
        }
        'vapihook;help;simulate' {
            break
        }
        'vapihook;help;check' {
            break
        }
        'vapihook;help;verify' {
            break
        }
        'vapihook;help;sign' {
            break
        }
        'vapihook;help;probe' {
            break
        }
        'vapihook;help;server' {
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List every assistant, phone number and tool with its server')
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Show the whole server')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change the server; what is not named stays as it is')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Remove the server')
            [CompletionResult]::new('route', 'route', [CompletionResultType]::ParameterValue, 'Say which URL gets each event, and why')
            [CompletionResult]::new('leases', 'leases', [CompletionResultType]::ParameterValue, 'List the server URLs that are taken and not given back')
            [CompletionResult]::new('restore', 'restore', [CompletionResultType]::ParameterValue, 'Give back what a listen that did not end well left behind')
            break
        }
        'vapihook;help;server;list' {
            break
        }
        'vapihook;help;server;get' {
            break
        }
        'vapihook;help;server;set' {
            break
        }
        'vapihook;help;server;unset' {
            break
        }
        'vapihook;help;server;route' {
            break
        }
        'vapihook;help;server;leases' {
            break
        }
        'vapihook;help;server;restore' {
            break
        }
        'vapihook;help;demo' {
            break
        }
        'vapihook;help;login' {
            break
        }
        'vapihook;help;logout' {
            break
        }
        'vapihook;help;whoami' {
            break
        }
        'vapihook;help;config' {
            [CompletionResult]::new('get', 'get', [CompletionResultType]::ParameterValue, 'Print a setting''s value; where it is from goes to stderr')
            [CompletionResult]::new('set', 'set', [CompletionResultType]::ParameterValue, 'Change a setting in your own settings, or in the project''s; comments stay')
            [CompletionResult]::new('unset', 'unset', [CompletionResultType]::ParameterValue, 'Take a setting out of your own settings, or out of the project''s')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'Print every setting with where it is from, the profiles, and the key''s fingerprint')
            [CompletionResult]::new('path', 'path', [CompletionResultType]::ParameterValue, 'Print where your own settings are')
            break
        }
        'vapihook;help;config;get' {
            break
        }
        'vapihook;help;config;set' {
            break
        }
        'vapihook;help;config;unset' {
            break
        }
        'vapihook;help;config;list' {
            break
        }
        'vapihook;help;config;path' {
            break
        }
        'vapihook;help;doctor' {
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
