#include "config.h"

#include "editing.h"

void
test_editing_init (TestEditing *self, TestPolling *polling)
{
  *self = (TestEditing){
    .paths = { .runtime_dir = polling->runtime_dir, .state_dir = polling->state_dir },
    .session = { .clock = polling->clock,
                 .settings = polling->settings,
                 .catalog = polling->catalog,
                 .accounts = polling->accounts,
                 .keyring = polling->keyring,
                 .fetcher = polling->fetcher,
                 .poll_state = polling->poll_state,
                 .history = polling->history,
                 .monitor = polling->monitor },
  };
  self->session.paths = &self->paths;
}
