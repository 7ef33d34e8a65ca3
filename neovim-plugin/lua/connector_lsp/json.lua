-- JSON laid out over lines. Numbers, texts and the order of members stay as they are written, which
-- decoding and encoding them would not keep.

local M = {}

local DEEPEST = 200
local QUOTE, COMMA, COLON = ('",:'):byte(1, 3)
local OBJECT, OBJECT_END, ARRAY, ARRAY_END = ('{}[]'):byte(1, 4)

local BREAKS = {}
for depth = 0, DEEPEST do
  BREAKS[depth] = '\n' .. ('  '):rep(depth)
end

local function find_closing_quote(text, opening)
  local at = opening
  repeat
    at = text:find('["\\]', at + 1)
    local is_escape = text:byte(at) ~= QUOTE
    at = is_escape and at + 1 or at
  until not is_escape
  return at
end

--- Lay out a JSON text.
---@param text string
---@return string? laid_out nil if it is no JSON, or too deep to be read
function M.try_pretty(text)
  if not pcall(vim.json.decode, text) then
    return nil
  end
  local parts, count, depth, at = {}, 0, 0, 1
  local function add(part)
    count = count + 1
    parts[count] = part
  end
  while true do
    local start = text:find('[^ \t\r\n]', at)
    if not start then
      return table.concat(parts)
    end
    local stop = start
    local char = text:byte(start)
    if char == QUOTE then
      stop = find_closing_quote(text, start)
      add(text:sub(start, stop))
    elseif char == COMMA then
      add(',')
      add(BREAKS[depth])
    elseif char == COLON then
      add(': ')
    elseif char == OBJECT or char == ARRAY then
      local _, closed = text:find('^[ \t\r\n]*[%]}]', start + 1)
      if closed then
        stop = closed
        add(char == OBJECT and '{}' or '[]')
      elseif depth == DEEPEST then
        return nil
      else
        depth = depth + 1
        add(char == OBJECT and '{' or '[')
        add(BREAKS[depth])
      end
    elseif char == OBJECT_END or char == ARRAY_END then
      depth = depth - 1
      add(BREAKS[depth])
      add(char == OBJECT_END and '}' or ']')
    else
      _, stop = text:find('^[^ \t\r\n,%]}]+', start)
      add(text:sub(start, stop))
    end
    at = stop + 1
  end
end

return M
