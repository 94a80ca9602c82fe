# Completion of creditctl for fish.

function __creditctl_accounts
    creditctl account list 2>/dev/null | string match -r '^\S+'
end

function __creditctl_providers
    creditctl provider list 2>/dev/null | string match -r '^\S+'
end

function __creditctl_verb
    __fish_seen_subcommand_from $argv[1]; and __fish_seen_subcommand_from $argv[2..]
end

complete -c creditctl -f
complete -c creditctl -l demo -d 'Accounts of a gateway inside the program'
complete -c creditctl -l debug -d 'Say what is done'
complete -c creditctl -l help -d 'List the options'
complete -c creditctl -l version -d 'Print the version'

set -l first 'not __fish_seen_subcommand_from status history account provider'
complete -c creditctl -n $first -a status -d 'Print balances'
complete -c creditctl -n $first -a history -d 'Print what a balance was'
complete -c creditctl -n $first -a account -d 'Add and change accounts'
complete -c creditctl -n $first -a provider -d 'Definitions of gateways'

set -l in_status '__fish_seen_subcommand_from status'
complete -c creditctl -n $in_status -l format -x -a 'text json waybar openmetrics'
complete -c creditctl -n $in_status -l refresh -d 'Ask the gateways first'
complete -c creditctl -n $in_status -l cached -d 'Ask nobody'
complete -c creditctl -n $in_status -a '(__creditctl_accounts)'

set -l in_history '__fish_seen_subcommand_from history'
complete -c creditctl -n $in_history -l since -x -d 'From when on'
complete -c creditctl -n $in_history -l format -x -a 'text csv json'
complete -c creditctl -n $in_history -l balance -x -d 'Another balance'
complete -c creditctl -n $in_history -a '(__creditctl_accounts)'

set -l verbs list add show edit remove set-token test import export
complete -c creditctl -n "__fish_seen_subcommand_from account; and not __fish_seen_subcommand_from $verbs" -a "$verbs"
complete -c creditctl -n '__creditctl_verb account show edit remove set-token test export' -a '(__creditctl_accounts)'
complete -c creditctl -n '__creditctl_verb account add' -l provider -x -a '(__creditctl_providers)' -d 'The gateway'
set -l in_edit '__creditctl_verb account add edit'
complete -c creditctl -n $in_edit -l name -x -d 'What it is called'
complete -c creditctl -n $in_edit -l base-url -x -d 'Address of the site'
complete -c creditctl -n $in_edit -l region -x -d 'Which site'
complete -c creditctl -n $in_edit -l set -x -d 'A field of the gateway: field=value'
complete -c creditctl -n $in_edit -l interval -x -d 'How often it is asked, in seconds'
complete -c creditctl -n $in_edit -l in-total -x -a 'auto always never' -d 'Whether it counts in the total'
complete -c creditctl -n $in_edit -l low -x -d 'From which balance on it is low'
complete -c creditctl -n $in_edit -l critical -x -d 'From which balance on it is critical'
complete -c creditctl -n '__creditctl_verb account edit' -l paused -x -a 'true false' -d 'Whether it is left alone'
complete -c creditctl -n $in_edit -l allow-private-http -d 'Without encryption in a private network'
complete -c creditctl -n '__creditctl_verb account add' -l no-token -d 'Ask for no token'
complete -c creditctl -n '__creditctl_verb account add' -l yes -d 'Do not ask'
complete -c creditctl -n '__creditctl_verb account add edit set-token' -l token-stdin -d 'Read the token from the standard input'
complete -c creditctl -n '__creditctl_verb account list' -l format -x -a 'text json'
complete -c creditctl -n '__creditctl_verb account remove' -l yes -d 'Do not ask'
complete -c creditctl -n '__creditctl_verb account test' -l shape -d 'Keys and types only'
set -l in_import '__creditctl_verb account import'
complete -c creditctl -n $in_import -F
complete -c creditctl -n $in_import -l environment -d 'Take the tokens of variables'
complete -c creditctl -n $in_import -l yes -d 'Do not ask, leave out what is doubtful'

set -l provider_verbs list show check schema
complete -c creditctl -n "__fish_seen_subcommand_from provider; and not __fish_seen_subcommand_from $provider_verbs" -a "$provider_verbs"
complete -c creditctl -n '__creditctl_verb provider show' -a '(__creditctl_providers)'
set -l in_check '__creditctl_verb provider check'
complete -c creditctl -n $in_check -F
complete -c creditctl -n $in_check -l response -x -d 'An answer: name=file@status'
complete -c creditctl -n $in_check -l set -x -d 'A field: field=value'
complete -c creditctl -n $in_check -l base-url -x -d 'Address of the site'
complete -c creditctl -n $in_check -l now -x -d 'The time to reckon with'
complete -c creditctl -n $in_check -l format -x -a 'text json'
