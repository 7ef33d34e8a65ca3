-- What runs at the moment, by the tokens of its work-done progress, so that it can be stopped.

local echo = require('connector_lsp.echo')

local M = {}

---@type table<string, { client: vim.lsp.Client, token: string|integer, title: string }>
local under_way = {}
local count = 0

local function key(client, token)
  return client.id .. ':' .. token
end

local function show(title)
  echo.info(title .. ' …  (:ConnectorCancel stops it)')
end

--- Begin work of our own.
---@param client vim.lsp.Client
---@param title string
---@return string token to be sent along as `workDoneToken`
function M.begin(client, title)
  count = count + 1
  local token = 'connector_lsp.nvim/' .. count
  under_way[key(client, token)] = { client = client, token = token, title = title }
  show(title)
  return token
end

--- The work is done.
---@param client vim.lsp.Client
---@param token string
function M.finish(client, token)
  under_way[key(client, token)] = nil
end

--- Follow what the server does on its own, such as the cases that a lens runs.
---@param client vim.lsp.Client
---@param params { token: string|integer, value: table }
function M.on_progress(client, params)
  local name, value = key(client, params.token), params.value
  local known = under_way[name]
  if value.kind == 'begin' and not known then
    under_way[name] = { client = client, token = params.token, title = value.title }
    show(value.title)
  elseif value.kind == 'report' and known and value.message then
    show(known.title .. ': ' .. value.message)
  elseif value.kind == 'end' and known then
    under_way[name] = nil
    echo.clear()
  end
end

--- Stop all that runs.
function M.cancel()
  local titles = {}
  for name, work in pairs(under_way) do
    if work.client:is_stopped() then
      under_way[name] = nil -- A server that has ended answers no more.
    else
      work.client:notify('window/workDoneProgress/cancel', { token = work.token })
      titles[#titles + 1] = work.title
    end
  end
  if #titles == 0 then
    echo.info('Nothing is running')
  else
    table.sort(titles)
    echo.info('Stopping ' .. table.concat(titles, ', '))
  end
end

return M
