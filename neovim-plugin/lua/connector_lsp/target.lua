-- Which connector a command is about, and the server that knows it.

local async = require('connector_lsp.async')
local echo = require('connector_lsp.echo')

local M = {}

--- What the last command was about.
---@type { client_id: integer, uri: string }?
local last

---@class connector_lsp.Target
---@field client vim.lsp.Client
---@field uri string the connector
---@field buffer integer where the command was given

--- The connector of a buffer: its own, that of the test cases in it, or that of the shown run.
---@param buffer? integer
---@return connector_lsp.Target? nil where no server is attached, which is said
function M.find(buffer)
  buffer = (buffer == nil or buffer == 0) and vim.api.nvim_get_current_buf() or buffer
  local shown = vim.b[buffer].connector_lsp
  if vim.api.nvim_buf_get_name(buffer):find('connector%-lsp[/\\]pages[/\\]') then
    shown = last -- A page that the server has shown.
  end
  local client = shown and vim.lsp.get_client_by_id(shown.client_id)
    or vim.lsp.get_clients({ bufnr = buffer, name = 'connector_lsp' })[1]
  if not client or client:is_stopped() then
    echo.failure('connector-lsp is not running here: open a connector; :checkhealth vim.lsp says more')
    return nil
  end
  local uri = shown and shown.uri or vim.uri_from_bufnr(buffer)
  uri = uri:gsub('%.tests%.json$', '.connector.json')
  last = { client_id = client.id, uri = uri }
  return { client = client, uri = uri, buffer = buffer }
end

--- Ask the server and wait; only in `async.run`.
---@param target connector_lsp.Target
---@param method string
---@param params? table added to the connector's URI
---@return table? result nil for none, or if the request failed, which is said
---@return boolean is_answered
function M.request(target, method, params)
  params = vim.tbl_extend('force', { uri = target.uri }, params or {})
  local problem, result = async.await(function(callback)
    if not target.client:request(method, params, callback) then
      callback({ message = 'connector-lsp has stopped' })
    end
  end)
  if problem then
    echo.failure(problem.message)
    return nil, false
  end
  return result ~= vim.NIL and result or nil, true
end

--- What can be run of the connector; only in `async.run`.
---@param target connector_lsp.Target
---@return table? model nil where the file has no connector, which is said
function M.model(target)
  local model, is_answered = M.request(target, 'connector/debuggerModel')
  if is_answered and not model then
    local file = vim.fs.basename(vim.uri_to_fname(target.uri))
    echo.failure(('There is no connector in %s'):format(file))
  end
  return model
end

--- The names of all actions, for completion.
---@return string[]
function M.action_names()
  local client = vim.lsp.get_clients({ bufnr = 0, name = 'connector_lsp' })[1]
  local target = (client or vim.b.connector_lsp) and M.find()
  if not target then
    return {}
  end
  local answer = target.client:request_sync('connector/debuggerModel', { uri = target.uri }, 1000)
  local model = answer and answer.result
  if not model or model == vim.NIL then
    return {}
  end
  return vim.tbl_map(function(each)
    return each.action
  end, model.actions)
end

--- The action that the cursor is in, by the lenses above it; only in `async.run`.
---@param target connector_lsp.Target
---@return string? action
function M.action_at_cursor(target)
  if target.uri ~= vim.uri_from_bufnr(target.buffer) then
    return nil
  end
  local row = vim.api.nvim_win_get_cursor(0)[1] - 1
  local document = { textDocument = { uri = target.uri } }
  local found, nearest = nil, -1
  for _, lens in ipairs(M.request(target, 'textDocument/codeLens', document) or {}) do
    local line = lens.range.start.line
    if line <= row and line > nearest then
      local is_test = lens.command.command == 'connector.testAuthentication'
      found, nearest = is_test and 'testConnection' or lens.command.arguments[2], line
    end
  end
  return found
end

return M
