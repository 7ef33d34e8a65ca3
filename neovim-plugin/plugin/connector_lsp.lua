-- The commands of the debugger; everything else loads with the first one used.

if vim.g.loaded_connector_lsp then
  return
end
vim.g.loaded_connector_lsp = true

local function commands()
  return require('connector_lsp.commands')
end

local function define(name, description, run, options)
  options = vim.tbl_extend('error', { desc = description }, options or {})
  vim.api.nvim_create_user_command(name, run, options)
end

define('ConnectorRun', 'Run an action of the connector', function(call)
  commands().run(call.args, call.bang)
end, {
  nargs = '?',
  bang = true,
  complete = function(lead)
    return commands().complete_actions(lead)
  end,
})
define('ConnectorTest', 'Test whether the connector can connect', function()
  commands().run('testConnection', true)
end)
define('ConnectorSignIn', 'Enter what the connector asks for to sign in', function(call)
  commands().sign_in(0, call.bang)
end, { bang = true })
define('ConnectorSignOut', 'Forget the secrets of the connector that are in memory', function()
  commands().sign_out()
end)
define('ConnectorDebug', 'What can be done with the connector', function()
  commands().overview()
end)
define('ConnectorHistory', 'The last runs of the connector', function()
  commands().history()
end)
define('ConnectorCompare', 'What is different between two responses', function(call)
  commands().compare(call.fargs)
end, { nargs = '*' })
define('ConnectorHar', 'The last run as HAR', function(call)
  commands().export_har(call.fargs[1])
end, { nargs = '?' })
define('ConnectorSaveBody', 'Save the body of the last response', function(call)
  commands().save_body(call.args)
end, { nargs = '?', complete = 'file' })
define('ConnectorCurl', 'Copy the last request as a cURL command', function()
  commands().copy_as_curl()
end)
define('ConnectorRelease', 'Record the connector and copy its JSON for Claris Connect', function(call)
  commands().release(call.args)
end, {
  nargs = '?',
  complete = function(lead, line)
    return commands().complete_ways(lead, line)
  end,
})
define('ConnectorChanges', 'What changed since the last release', function(call)
  commands().changes(call.fargs)
end, { nargs = '*' })
define('ConnectorLibrary', 'All that was released', function()
  commands().library()
end)
define('ConnectorCancel', 'Stop what the connector runs', function()
  require('connector_lsp.progress').cancel()
end)

local group = vim.api.nvim_create_augroup('connector_lsp', {})

vim.api.nvim_create_autocmd('LspAttach', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if not (client and client.name == 'connector_lsp') then
      return
    end
    -- Without it <C-x><C-o> puts in the label of an item, not what it stands for. Neovim takes the
    -- first call alone, so that of a user, with options such as `autotrigger`, comes before.
    vim.schedule(function()
      if vim.lsp.buf_is_attached(event.buf, client.id) then
        vim.lsp.completion.enable(true, client.id, event.buf)
      end
    end)
    if vim.g.connector_lsp_codelens ~= false then
      require('connector_lsp.lenses').enable(event.buf, client)
    end
  end,
})
vim.api.nvim_create_autocmd('LspProgress', {
  group = group,
  callback = function(event)
    local client = vim.lsp.get_client_by_id(event.data.client_id)
    if client and client.name == 'connector_lsp' then
      require('connector_lsp.progress').on_progress(client, event.data.params)
    end
  end,
})
