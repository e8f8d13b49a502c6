
use builtin;
use str;

set edit:completion:arg-completer[vapihook] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'vapihook'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'vapihook'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand listen 'Relay events to your app, and its answers back'
            cand inspect 'Show recorded events, or events in files'
            cand events 'List recorded events'
            cand replay 'Send recorded events again'
            cand trigger 'Send a made-up event'
            cand check 'Check an answer against what Vapi accepts, offline'
            cand sign 'Print the headers that show who sends a body'
            cand server 'Set, read and explain the server URLs of assistants, phone numbers and tools'
            cand demo 'Play a whole call on this machine: no account, no network'
            cand login 'Save an API key, once Vapi has accepted it'
            cand logout 'Forget a saved API key'
            cand whoami 'Show which key and API are used, and whether Vapi accepts it'
            cand config 'Read and change settings'
            cand doctor 'Check everything that has to work, and say what to run where it does not'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;listen'= {
            cand -f 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended. May be left to the project''s vapihook.toml'
            cand --forward-to 'The app: 3000, :3000/path, localhost:3000/path or a URL. Its path is kept and the request''s own path and query are appended. May be left to the project''s vapihook.toml'
            cand -p 'The port to listen on; 0 takes a free one [default: 4242]'
            cand --port 'The port to listen on; 0 takes a free one [default: 4242]'
            cand --bind 'The address to listen on; anything but loopback lets others in'
            cand --route 'Send events of a type (* and ? allowed) to another app; repeatable, the first match counts'
            cand --events 'Forward only these types (* and ? allowed); others are recorded and answered 200 {}'
            cand --exclude 'Do not forward these types; they are recorded and answered 200 {}'
            cand -H 'Add a header to what the app gets, or replace it; repeatable'
            cand --header 'Add a header to what the app gets, or replace it; repeatable'
            cand --deadline 'What happens when the app is slower than Vapi waits: warn shows it, enforce cuts it off with 504'
            cand --max-body 'The largest request body (1024, 64KB, 50MB, 1GiB); larger ones get 413. Also how much of an answer is recorded'
            cand --max-inflight 'The most events in flight; more get 503'
            cand --sender-timeout 'How long a sender may pause inside a request (250ms, 7.5s, 10m)'
            cand --keep 'How long events stay in the record (12h, 30d)'
            cand --keep-size 'How large the record may grow; the oldest events go first'
            cand --output 'What is printed: compact is a line each way, pretty adds both bodies, quiet is only what went wrong'
            cand --until 'End with 0 once an event of this type (* and ? allowed) was answered'
            cand --for 'End with 0 after this time, as in 90s or 10m'
            cand --tunnel 'Open a tunnel: auto, cloudflared, ngrok, bore[:server[:port]] or ssh[:[user@]host[:port[:remote-port]]]'
            cand --public-url 'The URL under which a tunnel of your own leads to this listener'
            cand --assistant 'Point this assistant''s server URL here until the run ends (id or name)'
            cand --phone-number 'Point this phone number''s server URL here until the run ends (id, name or number)'
            cand --tool 'Point this tool''s server URL here until the run ends (id or name)'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --skip-verify 'Accept any certificate of an https app, also a self-signed one'
            cand --fixed-path 'Send everything to exactly the path of --forward-to; nothing is appended'
            cand --no-record 'Record nothing'
            cand --strict-exit 'End with 3 when Vapi would not have accepted an answer (a CMD''s own code goes first)'
            cand --steal 'Take server URLs over from another running listener'
            cand --drop-secret 'Go on although a server secret that Vapi does not show may be lost'
            cand --force 'Accept a public URL that only this machine or network reaches'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;inspect'= {
            cand --last 'The newest N events, the oldest of them first'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;events'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List recorded events, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;events;list'= {
            cand --type 'Only events of exactly this type'
            cand --call 'Only events of this call (its id, or how it begins)'
            cand --limit 'At most the newest N; without it all of them'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;events;help'= {
            cand list 'List recorded events, newest first'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;events;help;list'= {
        }
        &'vapihook;events;help;help'= {
        }
        &'vapihook;replay'= {
            cand -t 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does'
            cand --to 'The app: 3000, :3000/path, localhost:3000/path or a URL. The recorded path and query are appended, as listen does'
            cand -H 'Add a header to what the app gets, or replace it; repeatable'
            cand --header 'Add a header to what the app gets, or replace it; repeatable'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --fixed-path 'Send everything to exactly the path of --to; nothing is appended'
            cand --skip-verify 'Accept any certificate of an https app, also a self-signed one'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;trigger'= {
            cand --from 'Use this event as the template: a file with a body, a recorded event (an id, last, last:TYPE), - for stdin'
            cand --set 'Change a value that is there, named by a dotted path or a JSON pointer: --set message.call.id=c-1. The value is JSON if it reads as JSON, else text; @FILE reads it from a file; repeatable'
            cand --add 'As --set, but creates what is not there yet; repeatable, applied after --set'
            cand --call-id 'The call''s id, instead of a fresh one'
            cand --as 'Send the shapes of another program''s webhook map'
            cand --repeat 'Send it so often, each with fresh ids'
            cand --shape 'How a tool call is written: object (arguments are an object, as Vapi sends them), openai (a string of JSON), flat ({id, name, parameters}, as the documentation has them)'
            cand --tool 'Call this tool; with --tools, this one of them alone'
            cand --args 'What the tool is called with: JSON, or @FILE'
            cand --tools 'Call each of the tools that are defined in a file (Vapi''s or OpenAI''s JSON, an assistant), with arguments that their JSON Schema allows'
            cand --fuzz 'Send so many calls of --tools with one mistake each, as models make them: a value missing, null, of another type; two calls at once; arguments that break off'
            cand --seed 'Repeat the arguments and mistakes of another run'
            cand -t 'The app: 3000, :3000/path, localhost:3000/path or a URL; what listen is set to forward to, unless given'
            cand --to 'The app: 3000, :3000/path, localhost:3000/path or a URL; what listen is set to forward to, unless given'
            cand -H 'Add a header to what the app gets, or replace it; repeatable'
            cand --header 'Add a header to what the app gets, or replace it; repeatable'
            cand --print 'Write the request to stdout instead of sending it: as HTTP, as the JSON body alone, or as a command for curl'
            cand --auth 'Sign with this authentication of your settings, [auth.NAME]'
            cand --sign 'Sign by a scheme (hmac, svix, standard-webhooks, shared-secret, bearer ..), by a plan in a file (JSON as Vapi''s API returns a credential), or as --auth does'
            cand --secret-file 'Read the secret from a file, - for stdin; one newline at its end is dropped'
            cand --secret-env 'Read the secret from this variable'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --list 'Print what can be sent: who asks, until when, what for'
            cand --exact 'Keep the ids and times of the template'
            cand --fixed-path 'Send to exactly the path of --to, also what is sent to a path of its own (/chat/completions)'
            cand --skip-verify 'Accept any certificate of an https app, also a self-signed one'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;check'= {
            cand --event 'The event that was answered: a file, - for stdin, or any other WHAT'
            cand --response 'Check this answer instead of the recorded one: a file with the body, - for stdin'
            cand --status 'The status of --response'
            cand --elapsed 'How long the app took for --response: 250ms, 1.2s'
            cand --content-type 'The content type of --response; what fits its body unless given'
            cand --ignore 'Leave these rules out'
            cand --only 'Apply these rules alone'
            cand --format 'How to print what is found'
            cand --explain 'Print what a rule says and where it comes from'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --strict 'Warnings count as errors'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;sign'= {
            cand --at 'The time to sign at, RFC 3339 [default: now]'
            cand --id 'The message''s id, for schemes that sign one [default: a new one]'
            cand --method 'The method, for plans that sign it'
            cand --url 'Where it is sent: 3000, :3000/path, localhost:3000/path or a URL; for plans that sign it, and for --curl'
            cand --auth 'An authentication of your settings, [auth.NAME]'
            cand --plan 'A plan in a file: JSON, a credential as Vapi''s API returns it or its authenticationPlan'
            cand --scheme 'hmac (Vapi''s plan), shared-secret, bearer, svix, standard-webhooks, legacy-secret, legacy-hmac, legacy-sha256; for verify also auto, whatever the headers allow'
            cand --secret-file 'Read the secret from a file, - for stdin; one newline at its end is dropped'
            cand --secret-env 'Read the secret from this variable'
            cand --algorithm 'hmac: sha256, sha512 or sha1'
            cand --signature-header 'hmac: the signature''s header; bearer, shared-secret: the secret''s'
            cand --timestamp-header 'hmac: the timestamp''s header'
            cand --message-id-header 'hmac: the header of {svix-id}'
            cand --signature-prefix 'hmac: what stands before the signature, as in sha256='
            cand --payload-format 'hmac: what is signed, of {body} {timestamp} {method} {url} {svix-id}'
            cand --signature-encoding 'hmac: how the signature is written, hex or base64'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --curl 'Print a curl command that sends it'
            cand --secret-is-base64 'hmac: the secret is base64 of the key'
            cand --no-timestamp 'hmac: no timestamp is sent'
            cand --no-bearer-prefix 'bearer: nothing stands before the secret'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand list 'List every assistant, phone number and tool with its server'
            cand get 'Show the whole server'
            cand set 'Change the server; what is not named stays as it is'
            cand unset 'Remove the server'
            cand route 'Say which URL gets each event, and why'
            cand leases 'List the server URLs that are taken and not given back'
            cand restore 'Give back what a listen that did not end well left behind'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;server;list'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --set-only 'Only what has a server URL'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;get'= {
            cand -a 'An assistant, by id or name; may be repeated'
            cand --assistant 'An assistant, by id or name; may be repeated'
            cand -p 'A phone number, by id, name or E.164 number; may be repeated'
            cand --phone-number 'A phone number, by id, name or E.164 number; may be repeated'
            cand -t 'A tool, by id or name; may be repeated'
            cand --tool 'A tool, by id or name; may be repeated'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --show-secrets 'Show secrets as they are'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;set'= {
            cand -a 'An assistant, by id or name; may be repeated'
            cand --assistant 'An assistant, by id or name; may be repeated'
            cand -p 'A phone number, by id, name or E.164 number; may be repeated'
            cand --phone-number 'A phone number, by id, name or E.164 number; may be repeated'
            cand -t 'A tool, by id or name; may be repeated'
            cand --tool 'A tool, by id or name; may be repeated'
            cand --credential-id 'The credential that requests carry; none removes it'
            cand --timeout-seconds 'How long Vapi waits for an answer'
            cand -H 'A header that requests carry, beside those that are there; may be repeated'
            cand --header 'A header that requests carry, beside those that are there; may be repeated'
            cand --backoff-plan 'How Vapi tries again: fixed or exponential, retries, seconds, as exponential:5:1; none removes it'
            cand --static-ips 'Whether requests come from Vapi''s static addresses'
            cand --secret-file 'The file with the shared secret that Vapi sends as X-Vapi-Secret; - is stdin'
            cand --events 'What Vapi sends for these assistants (serverMessages), instead of what it sends now'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --clear-headers 'First remove the headers that are there'
            cand --drop-secret 'Let go of a shared secret'
            cand --legacy-fields 'Write serverUrl and serverUrlSecret, as older accounts know them'
            cand --dry-run 'Show what would change, send nothing'
            cand --force 'Take a URL that Vapi cannot reach'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;unset'= {
            cand -a 'An assistant, by id or name; may be repeated'
            cand --assistant 'An assistant, by id or name; may be repeated'
            cand -p 'A phone number, by id, name or E.164 number; may be repeated'
            cand --phone-number 'A phone number, by id, name or E.164 number; may be repeated'
            cand -t 'A tool, by id or name; may be repeated'
            cand --tool 'A tool, by id or name; may be repeated'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --drop-secret 'Let go of a shared secret that Vapi does not give back'
            cand --dry-run 'Show what would change, send nothing'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;route'= {
            cand -a 'The assistant that takes the call, by id or name'
            cand --assistant 'The assistant that takes the call, by id or name'
            cand -p 'The phone number that is called, by id, name or E.164 number'
            cand --phone-number 'The phone number that is called, by id, name or E.164 number'
            cand -e 'Only this event'
            cand --event 'Only this event'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;leases'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;restore'= {
            cand --assistant 'Only this assistant: its id or name'
            cand --phone-number 'Only this phone number: its id, name or number'
            cand --tool 'Only this tool: its id or name'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --all 'Also what a running process holds'
            cand --force 'Put back what was there although somebody else changed it'
            cand --keep 'Keep what is there now, and forget what was there'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;server;help'= {
            cand list 'List every assistant, phone number and tool with its server'
            cand get 'Show the whole server'
            cand set 'Change the server; what is not named stays as it is'
            cand unset 'Remove the server'
            cand route 'Say which URL gets each event, and why'
            cand leases 'List the server URLs that are taken and not given back'
            cand restore 'Give back what a listen that did not end well left behind'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;server;help;list'= {
        }
        &'vapihook;server;help;get'= {
        }
        &'vapihook;server;help;set'= {
        }
        &'vapihook;server;help;unset'= {
        }
        &'vapihook;server;help;route'= {
        }
        &'vapihook;server;help;leases'= {
        }
        &'vapihook;server;help;restore'= {
        }
        &'vapihook;server;help;help'= {
        }
        &'vapihook;demo'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;login'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;logout'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;whoami'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
            cand get 'Print a setting''s value; where it is from goes to stderr'
            cand set 'Change a setting in your own settings, or in the project''s; comments stay'
            cand unset 'Take a setting out of your own settings, or out of the project''s'
            cand list 'Print every setting with where it is from, the profiles, and the key''s fingerprint'
            cand path 'Print where your own settings are'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;config;get'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config;set'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --project 'Change the project''s vapihook.toml; without one, start it here'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config;unset'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --project 'Change the project''s vapihook.toml'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config;list'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config;path'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --project 'Print where the project''s vapihook.toml is'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;config;help'= {
            cand get 'Print a setting''s value; where it is from goes to stderr'
            cand set 'Change a setting in your own settings, or in the project''s; comments stay'
            cand unset 'Take a setting out of your own settings, or out of the project''s'
            cand list 'Print every setting with where it is from, the profiles, and the key''s fingerprint'
            cand path 'Print where your own settings are'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;config;help;get'= {
        }
        &'vapihook;config;help;set'= {
        }
        &'vapihook;config;help;unset'= {
        }
        &'vapihook;config;help;list'= {
        }
        &'vapihook;config;help;path'= {
        }
        &'vapihook;config;help;help'= {
        }
        &'vapihook;doctor'= {
            cand -f 'The app to look for; the project''s unless given'
            cand --forward-to 'The app to look for; the project''s unless given'
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;completions'= {
            cand --profile 'The profile whose key is used [env: VAPIHOOK_PROFILE]'
            cand --config 'The file with your settings and keys [env: VAPIHOOK_CONFIG]'
            cand --base-url 'Vapi''s API: us, eu or a URL [env: VAPI_BASE_URL] [default: us]'
            cand --api-key-file 'Read the API key from a file, - for stdin [env: VAPI_API_KEY, the key itself]'
            cand --store 'The file that events are recorded in, if not the one in your data directory [env: VAPIHOOK_STORE]'
            cand --color 'When to use colours; auto: on a terminal, unless NO_COLOR is set'
            cand --json 'Print JSON to stdout, one object per line, and nothing else'
            cand -q 'Print only what went wrong'
            cand --quiet 'Print only what went wrong'
            cand -v 'Print more: both bodies of every event'
            cand --verbose 'Print more: both bodies of every event'
            cand -h 'Print help'
            cand --help 'Print help'
            cand -V 'Print version'
            cand --version 'Print version'
        }
        &'vapihook;help'= {
            cand listen 'Relay events to your app, and its answers back'
            cand inspect 'Show recorded events, or events in files'
            cand events 'List recorded events'
            cand replay 'Send recorded events again'
            cand trigger 'Send a made-up event'
            cand check 'Check an answer against what Vapi accepts, offline'
            cand sign 'Print the headers that show who sends a body'
            cand server 'Set, read and explain the server URLs of assistants, phone numbers and tools'
            cand demo 'Play a whole call on this machine: no account, no network'
            cand login 'Save an API key, once Vapi has accepted it'
            cand logout 'Forget a saved API key'
            cand whoami 'Show which key and API are used, and whether Vapi accepts it'
            cand config 'Read and change settings'
            cand doctor 'Check everything that has to work, and say what to run where it does not'
            cand completions 'Print a shell''s completion script'
            cand help 'Print this message or the help of the given subcommand(s)'
        }
        &'vapihook;help;listen'= {
        }
        &'vapihook;help;inspect'= {
        }
        &'vapihook;help;events'= {
            cand list 'List recorded events, newest first'
        }
        &'vapihook;help;events;list'= {
        }
        &'vapihook;help;replay'= {
        }
        &'vapihook;help;trigger'= {
        }
        &'vapihook;help;check'= {
        }
        &'vapihook;help;sign'= {
        }
        &'vapihook;help;server'= {
            cand list 'List every assistant, phone number and tool with its server'
            cand get 'Show the whole server'
            cand set 'Change the server; what is not named stays as it is'
            cand unset 'Remove the server'
            cand route 'Say which URL gets each event, and why'
            cand leases 'List the server URLs that are taken and not given back'
            cand restore 'Give back what a listen that did not end well left behind'
        }
        &'vapihook;help;server;list'= {
        }
        &'vapihook;help;server;get'= {
        }
        &'vapihook;help;server;set'= {
        }
        &'vapihook;help;server;unset'= {
        }
        &'vapihook;help;server;route'= {
        }
        &'vapihook;help;server;leases'= {
        }
        &'vapihook;help;server;restore'= {
        }
        &'vapihook;help;demo'= {
        }
        &'vapihook;help;login'= {
        }
        &'vapihook;help;logout'= {
        }
        &'vapihook;help;whoami'= {
        }
        &'vapihook;help;config'= {
            cand get 'Print a setting''s value; where it is from goes to stderr'
            cand set 'Change a setting in your own settings, or in the project''s; comments stay'
            cand unset 'Take a setting out of your own settings, or out of the project''s'
            cand list 'Print every setting with where it is from, the profiles, and the key''s fingerprint'
            cand path 'Print where your own settings are'
        }
        &'vapihook;help;config;get'= {
        }
        &'vapihook;help;config;set'= {
        }
        &'vapihook;help;config;unset'= {
        }
        &'vapihook;help;config;list'= {
        }
        &'vapihook;help;config;path'= {
        }
        &'vapihook;help;doctor'= {
        }
        &'vapihook;help;completions'= {
        }
        &'vapihook;help;help'= {
        }
    ]
    $completions[$command]
}
