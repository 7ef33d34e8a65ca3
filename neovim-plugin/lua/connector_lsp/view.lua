-- The windows with Request and Response: beside the connector, reused from run to run.

local content = require('connector_lsp.content')

local M = {}

local NAMES = { request = 'connector://request', response = 'connector://response' }
local WIDE = 140
local PLAIN = {
  foldenable = false,
  list = false,
  number = false,
  relativenumber = false,
  signcolumn = 'no',
  spell = false,
}
local namespace = vim.api.nvim_create_namespace('connector_lsp')

---@type { run: table, step: integer, is_details: boolean }
local shown

--- The window of this tab page that shows one of the two.
---@param role 'request'|'response'
local function find_window(role)
  for _, window in ipairs(vim.api.nvim_tabpage_list_wins(0)) do
    if vim.w[window].connector_lsp_role == role then
      return window
    end
  end
end

local function close_window(role)
  local window = find_window(role)
  if window then
    pcall(vim.api.nvim_win_close, window, true) -- The last window of all cannot be closed.
  end
end

--- Close the windows.
function M.close()
  close_window('request')
  close_window('response')
end

---@param role 'request'|'response'
---@param buffer integer
---@param place table where to open a window if there is none
---@return integer window
local function show_in_window(role, buffer, place)
  local window = find_window(role)
  if window then
    vim.api.nvim_win_set_buf(window, buffer)
  else
    window = vim.api.nvim_open_win(buffer, false, place)
    vim.w[window].connector_lsp_role = role
  end
  for name, value in pairs(PLAIN) do
    vim.api.nvim_set_option_value(name, value, { win = window, scope = 'local' })
  end
  return window
end

--- Where the response opens: on the right, one above the other, or at the bottom, side by side.
local function beside()
  return { win = -1, split = vim.o.columns >= WIDE and 'right' or 'below' }
end

--- Where the request opens, of the window of the response.
local function before(window)
  local height, width = vim.api.nvim_win_get_height(window), vim.api.nvim_win_get_width(window)
  if width < vim.o.columns then
    return { win = window, split = 'above', height = math.max(math.floor(height / 3), 3) }
  end
  return { win = window, split = 'left', width = math.floor(width * 0.4) }
end

local function map(buffer, keys, description, action)
  vim.keymap.set('n', keys, action, { buffer = buffer, desc = description, nowait = true })
end

---@param role 'request'|'response'
---@return integer buffer
local function buffer_of(role)
  local buffer = vim.fn.bufnr('^' .. NAMES[role] .. '$')
  if buffer ~= -1 then
    return buffer
  end
  buffer = vim.api.nvim_create_buf(false, true)
  vim.api.nvim_buf_set_name(buffer, NAMES[role])
  vim.bo[buffer].undolevels = -1 -- What an API answered is not kept longer than it is shown.
  map(buffer, 'q', 'Close Request and Response', M.close)
  map(buffer, 'gh', 'Headers and times, or the content', M.toggle_details)
  map(buffer, '[[', 'The step before', function()
    M.go(-1)
  end)
  map(buffer, ']]', 'The next step', function()
    M.go(1)
  end)
  return buffer
end

---@param buffer integer
---@param shows connector_lsp.Text
local function fill(buffer, shows)
  local lines = vim.split(shows.text:gsub('\r\n', '\n'):gsub('%z', ' '), '\n', { plain = true })
  vim.bo[buffer].modifiable = true
  vim.bo[buffer].filetype = '' -- Not coloured while it changes.
  vim.api.nvim_buf_set_lines(buffer, 0, -1, false, lines)
  vim.bo[buffer].filetype = shows.filetype
  vim.bo[buffer].modifiable = false
  vim.api.nvim_buf_clear_namespace(buffer, namespace, 0, -1)
  for row = 0, (shows.head_lines or 0) - 1 do
    local stop = lines[row + 1]:find(row == 0 and ' ' or ':', 1, true) or 1
    local group = row == 0 and 'Statement' or 'Identifier'
    vim.hl.range(buffer, namespace, group, { row, 0 }, { row, stop - 1 })
  end
end

local function escaped(text)
  return (text:gsub('%s+', ' '):gsub('%%', '%%%%'))
end

--- A title over a window: what it is, what became of it, and on the right the keys.
local function set_title(window, name, text, is_success, keys)
  local group = is_success == nil and 'Comment' or is_success and 'DiagnosticOk' or 'DiagnosticError'
  local bar = (' %%#Title#%s%%*  %%#%s#%%<%s%%*%%=  %%#Comment#%s%%* '):format(
    name,
    group,
    escaped(text),
    escaped(keys)
  )
  vim.api.nvim_set_option_value('winbar', bar, { win = window, scope = 'local' })
end

local function render()
  local run, step = shown.run, shown.step
  local exchange = run.exchanges[step]
  local count = #run.exchanges
  local is_last = step == count
  local response = exchange and exchange.response
  local is_details = shown.is_details and response
  local text = is_details and content.details(run, exchange) or content.response(run, exchange)
  fill(buffer_of('response'), text)
  local window = show_in_window('response', buffer_of('response'), beside())
  local outcome, is_success = exchange and content.summary(exchange) or 'nothing was sent', nil
  if is_last then -- A step before it is no success or failure of the run.
    is_success = run.isSuccess
    outcome = (is_success and '✓ ' or '✗ ') .. outcome
  end
  local toggle = is_details and 'gh content · ' or 'gh headers · '
  set_title(window, 'Response', outcome, is_success, (response and toggle or '') .. 'q close')
  vim.wo[window][0].wrap = text.filetype ~= 'json'
  vim.api.nvim_win_set_cursor(window, { 1, 0 })
  if not exchange then
    close_window('request')
    return
  end
  local request = content.request(exchange)
  fill(buffer_of('request'), request)
  local request_window = show_in_window('request', buffer_of('request'), before(window))
  local steps = count > 1 and ('step %d of %d · [[ ]]'):format(step, count) or ''
  set_title(request_window, 'Request', exchange.title, nil, steps)
  vim.wo[request_window][0].wrap = true
  vim.api.nvim_win_set_cursor(request_window, { 1, 0 })
end

--- Show a run; the cursor stays where it is.
---@param run table
---@param target connector_lsp.Target
function M.show(run, target)
  shown = { run = run, step = #run.exchanges, is_details = false }
  for role in pairs(NAMES) do
    vim.b[buffer_of(role)].connector_lsp = { client_id = target.client.id, uri = target.uri }
  end
  render()
end

--- Show another step of the run.
---@param by integer
function M.go(by)
  shown.step = math.max(1, math.min(#shown.run.exchanges, shown.step + by))
  if #shown.run.exchanges > 0 then
    render()
  end
end

--- Headers and times instead of the content, or back.
function M.toggle_details()
  shown.is_details = not shown.is_details
  render()
end

--- Show the page of a run that the server wrote in the window of the response.
local function show_page(path, client_id)
  local current = vim.b.connector_lsp or { client_id = client_id, uri = vim.uri_from_bufnr(0) }
  local page = vim.fn.bufadd(path)
  vim.fn.bufload(page)
  vim.bo[page].bufhidden = 'wipe'
  vim.bo[page].filetype = 'markdown'
  vim.bo[page].modifiable = false
  vim.b[page].connector_lsp = current
  map(page, 'q', 'Close the page', M.close)
  close_window('request')
  local window = show_in_window('response', page, beside())
  set_title(window, 'Run', '', nil, 'q close')
  vim.wo[window][0].wrap = true
  vim.api.nvim_win_set_cursor(window, { 1, 0 })
end

--- `window/showDocument`: pages beside the connector, all else as Neovim does it.
function M.show_document(err, params, context)
  local path = params.uri:match('^file:') and vim.uri_to_fname(params.uri)
  if not path or params.external or not path:find('[/\\]connector%-lsp[/\\].*pages[/\\][^/\\]+%.md$') then
    return vim.lsp.handlers['window/showDocument'](err, params, context)
  end
  show_page(path, context.client_id)
  return { success = true }
end

return M
