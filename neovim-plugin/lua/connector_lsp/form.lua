-- Forms, field by field: `vim.ui.input`, `vim.ui.select`, and `inputsecret()` for what is masked.

local async = require('connector_lsp.async')

local M = {}

local KINDS = {
  integer = 'whole number',
  number = 'number',
  date = 'date, such as 2026-01-31',
  object = 'JSON object',
  array = 'JSON array',
}
local YES_NO = { { 'true', 'Yes' }, { 'false', 'No' } }

---@param value any
---@return string
local function as_text(value)
  if value == nil or value == vim.NIL then
    return ''
  end
  return type(value) == 'string' and value or vim.json.encode(value)
end

local function is_blank(value)
  return as_text(value) == ''
end

--- What a prompt says: the label, what is asked for, help, and before all that what was wrong.
---@param field table
---@param problem? string
---@param hint? string
---@return string
local function prompt(field, problem, hint)
  local notes = {}
  notes[#notes + 1] = field.required and 'required' or nil
  notes[#notes + 1] = KINDS[field.type]
  notes[#notes + 1] = hint
  local text = field.label
  if #notes > 0 then
    text = ('%s (%s)'):format(text, table.concat(notes, ', '))
  end
  local help = field.description:gsub('%s+', ' ')
  local room = vim.o.columns - vim.fn.strdisplaywidth(text) - 30 -- Room to type in.
  if problem then
    text = ('✗ %s – %s'):format(problem, text)
  elseif help ~= '' and vim.fn.strdisplaywidth(help) <= room then
    text = ('%s – %s'):format(text, help)
  end
  return (text:gsub('%s*[.:]?%s*$', '')) .. ': '
end

---@param text string
---@return string? entered nil if it was cancelled
local function ask_secret(text)
  local ok, entered = pcall(vim.fn.inputsecret, { prompt = text, cancelreturn = vim.NIL })
  return ok and entered ~= vim.NIL and entered or nil
end

---@param text string
---@param value string
---@return string? entered nil if it was cancelled
local function ask_text(text, value)
  return async.await(function(callback)
    vim.ui.input({ prompt = text, default = value }, callback)
  end)
end

--- One of some choices, what it is now first.
---@param text string
---@param choices string[][] stored value and text
---@param value string
---@param is_required boolean
---@return string? chosen nil if it was cancelled
local function ask_choice(text, choices, value, is_required)
  local items = vim.deepcopy(choices)
  if not is_required then
    items[#items + 1] = { '', '(none)' }
  end
  for index, item in ipairs(items) do
    if item[1] == value then
      table.insert(items, 1, table.remove(items, index))
      break
    end
  end
  local chosen = async.await(function(callback)
    vim.ui.select(items, {
      prompt = text,
      kind = 'connector_lsp_choice',
      format_item = function(item)
        return item[2]
      end,
    }, callback)
  end)
  return chosen and chosen[1]
end

---@param field table
---@param value any what it is now
---@param problem? string what was wrong with it
---@param hint? string what happens if it is left empty
---@return string? entered nil if it was cancelled
local function ask(field, value, problem, hint)
  local text = prompt(field, problem, hint)
  if field.masked then
    return ask_secret(text)
  end
  if #field.choices > 0 and field.type ~= 'array' then
    return ask_choice(text, field.choices, as_text(value), field.required)
  end
  if field.type == 'boolean' then
    return ask_choice(text, YES_NO, as_text(value), field.required)
  end
  return ask_text(text, as_text(value))
end

--- Ask for the inputs of an action; only in `async.run`.
---@param fields table[]
---@param inputs table<string, table<string, any>> what they are now, by scope and key
---@param problems? { scope: string, key: string, message: string }[] only these are asked for
---@return table? inputs nil if it was cancelled
function M.inputs(fields, inputs, problems)
  local wrong = {}
  for _, each in ipairs(problems or {}) do
    wrong[each.scope .. '.' .. each.key] = each.message
  end
  local entered = vim.deepcopy(inputs)
  for _, field in ipairs(fields) do
    local problem = wrong[field.scope .. '.' .. field.key]
    if problem or not problems then
      local scope = entered[field.scope] or {}
      local value = scope[field.key]
      if value == nil then
        value = field.default
      end
      local has_default = not is_blank(field.default)
      local hint = field.masked and has_default and 'empty for the default' or nil
      local answer = ask(field, value, problem, hint)
      if not answer then
        return nil
      end
      -- Left empty against its default is an input; otherwise it is none.
      local is_input = answer ~= '' or (has_default and not field.masked)
      scope[field.key] = is_input and answer or nil
      entered[field.scope] = next(scope) and scope or nil
    end
  end
  return next(entered) and entered or vim.empty_dict()
end

--- Ask for the values of a sign-in; only in `async.run`.
---@param fields table[]
---@return table<string, string>? values by key, those that were entered; nil if it was cancelled
function M.sign_in(fields)
  local values = vim.empty_dict()
  for _, field in ipairs(fields) do
    local hint = field.hasValue and 'empty to keep it' or ('empty for $' .. field.variable)
    local answer = ask(field, field.default, nil, hint)
    if not answer then
      return nil
    end
    values[field.key] = answer ~= '' and answer or nil
  end
  return values
end

return M
