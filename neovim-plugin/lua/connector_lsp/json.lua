-- JSON laid out over lines. Numbers, texts and the order of members stay as they are written, which
-- decoding and encoding them would not keep.

local M = {}

local INDENT = '  '
local DEEPEST = 200

--- Lay out a JSON text.
---@param text string
---@return string? laid_out nil if it is no JSON, or too deep to be read
function M.try_pretty(text)
  if not pcall(vim.json.decode, text) then
    return nil
  end
  local parts, depth, at = {}, 0, 1
  local function add(part)
    parts[#parts + 1] = part
  end
  local function break_line()
    add('\n' .. INDENT:rep(depth))
  end
  while true do
    at = text:find('[^ \t\r\n]', at)
    if not at then
      return table.concat(parts)
    end
    local char = text:sub(at, at)
    local stop = at
    if char == '"' then
      repeat
        stop = text:find('["\\]', stop + 1)
        local is_escape = text:sub(stop, stop) == '\\'
        stop = is_escape and stop + 1 or stop
      until not is_escape
      add(text:sub(at, stop))
    elseif char == '{' or char == '[' then
      local _, closed = text:find('^[ \t\r\n]*[%]}]', at + 1)
      add(char)
      if closed then
        stop = closed
        add(char == '{' and '}' or ']')
      else
        depth = depth + 1
        if depth > DEEPEST then
          return nil
        end
        break_line()
      end
    elseif char == '}' or char == ']' then
      depth = depth - 1
      break_line()
      add(char)
    elseif char == ',' then
      add(',')
      break_line()
    elseif char == ':' then
      add(': ')
    else
      stop = text:find('[ \t\r\n,:%]}]', at) or #text + 1
      stop = stop - 1
      add(text:sub(at, stop))
    end
    at = stop + 1
  end
end

return M
