-- An exchange as texts to be shown.

local json = require('connector_lsp.json')

local M = {}

---@class connector_lsp.Text
---@field text string
---@field filetype string
---@field head_lines integer how many of the first lines are the head of an HTTP message

local MEGABYTE = 1000 * 1000
local LARGEST_COLOURED = 2 * MEGABYTE
local FILETYPES = {
  css = 'css',
  csv = 'csv',
  html = 'html',
  javascript = 'javascript',
  markdown = 'markdown',
  xml = 'xml',
}

local function header(headers, name)
  for _, each in ipairs(headers) do
    if each[1]:lower() == name then
      return each[2]
    end
  end
  return ''
end

--- The body as UTF-8; nil if it is no text.
local function read_text(body, content_type)
  if body.text then
    return body.text
  end
  local charset = content_type:match('charset%s*=%s*"?([^%s";]+)')
  local text = charset and vim.iconv(vim.base64.decode(body.base64), charset, 'utf-8')
  return text and not text:find('%z') and text or nil
end

---@param body { text: string?, base64: string? }
---@param content_type string
---@return connector_lsp.Text
local function show_body(body, content_type)
  local text = read_text(body, content_type)
  if not text then
    local size = #vim.base64.decode(body.base64)
    local kind = content_type ~= '' and content_type or 'no content type'
    return { text = ('Binary content, %s (%s)'):format(M.size(size), kind), filetype = '' }
  end
  local media_type = content_type:lower():match('^[^;%s]*')
  local filetype = FILETYPES[media_type:match('%w+$') or ''] or 'text'
  if content_type:find('json', 1, true) or text:find('^%s*[{%[]') then
    local pretty = json.try_pretty(text)
    text, filetype = pretty or text, pretty and 'json' or filetype
  end
  return { text = text, filetype = #text <= LARGEST_COLOURED and filetype or '' }
end

local function head(first, headers)
  local lines = { first }
  for _, each in ipairs(headers) do
    lines[#lines + 1] = each[1] .. ': ' .. each[2]
  end
  return lines
end

local function milliseconds(seconds)
  local value = seconds * 1000
  return (value < 10 and '%.1f ms' or '%.0f ms'):format(value)
end

---@param bytes integer
---@return string
function M.size(bytes)
  if bytes < 1000 then
    return bytes .. ' bytes'
  end
  local is_large = bytes >= MEGABYTE
  return ('%.1f %s'):format(bytes / (is_large and MEGABYTE or 1000), is_large and 'MB' or 'kB')
end

local function failure_lines(failure)
  local lines = { '# ' .. failure.message, '' }
  for _, each in ipairs(failure.problems or {}) do
    lines[#lines + 1] = ('- `%s.%s`: %s'):format(each.scope, each.key, each.message)
  end
  if #lines > 2 then
    lines[1] = '# Inputs are missing or wrong'
    lines[#lines + 1] = ''
  end
  lines[#lines + 1] = 'What to do: ' .. failure.nextStep
  return lines
end

--- The request as it went over the wire, its JSON laid out.
---@param exchange table
---@return connector_lsp.Text
function M.request(exchange)
  local request = exchange.request
  local lines = head(('%s %s HTTP/1.1'):format(request.method, request.url), request.headers)
  local head_lines = #lines
  if request.body.text ~= '' then
    local body = show_body(request.body, header(request.headers, 'content-type'))
    vim.list_extend(lines, { '', body.text })
  end
  return { text = table.concat(lines, '\n'), filetype = 'http', head_lines = head_lines }
end

--- The content of the response, or what came instead of one.
---@param run table
---@param exchange table?
---@return connector_lsp.Text
function M.response(run, exchange)
  local response = exchange and exchange.response
  if not response then
    return { text = table.concat(failure_lines(run.failure), '\n'), filetype = 'markdown' }
  end
  if response.body.text == '' then
    return { text = 'No content', filetype = '' }
  end
  return show_body(response.body, header(response.headers, 'content-type'))
end

--- All about the response but its content.
---@param run table
---@param exchange table
---@return connector_lsp.Text
function M.details(run, exchange)
  local response, timing = exchange.response, exchange.timing
  local lines = head(vim.trim(('HTTP/1.1 %d %s'):format(response.status, response.reason)), response.headers)
  local head_lines = #lines
  local phases = {
    { 'connect', timing.connect },
    { 'TLS', timing.tls },
    { 'first byte', timing.firstByte },
    { 'body', timing.body },
    { 'total', timing.total },
  }
  local times = {}
  for _, phase in ipairs(phases) do
    if phase[2] then
      times[#times + 1] = phase[1] .. ' ' .. milliseconds(phase[2])
    end
  end
  vim.list_extend(lines, { '', 'Time: ' .. table.concat(times, ', ') })
  if run.failure and exchange == run.exchanges[#run.exchanges] then
    vim.list_extend(lines, { '', run.failure.message, 'What to do: ' .. run.failure.nextStep })
  end
  return { text = table.concat(lines, '\n'), filetype = 'http', head_lines = head_lines }
end

--- An exchange in a line: status, time, size.
---@param exchange table
---@return string
function M.summary(exchange)
  local response = exchange.response
  local total = milliseconds(exchange.timing.total)
  if not response then
    return 'no response · ' .. total
  end
  local status = vim.trim(('%d %s'):format(response.status, response.reason))
  local body = response.body
  local size = M.size(body.text and #body.text or #vim.base64.decode(body.base64))
  local parts = { status, total, response.isCut and 'cut off after ' .. size or size }
  return table.concat(parts, ' · ')
end

return M
