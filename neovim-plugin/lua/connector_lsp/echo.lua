-- One line at the bottom, never more: a longer one would wait for a key.

local M = {}

---@param text string
---@param highlight? string
local function echo(text, highlight)
  text = text:gsub('%s+', ' ')
  local width = math.max(vim.o.columns - 12, 20)
  if vim.fn.strdisplaywidth(text) > width then
    text = vim.fn.strcharpart(text, 0, width - 1) .. '…'
  end
  -- Behind what a prompt has left there it would not fit any more.
  vim.cmd.redraw()
  vim.api.nvim_echo({ { text, highlight } }, false, {})
end

---@param text string
function M.info(text)
  echo(text)
end

---@param text string
function M.success(text)
  echo('✓ ' .. text, 'DiagnosticOk')
end

---@param text string
function M.failure(text)
  echo('✗ ' .. text, 'DiagnosticError')
end

function M.clear()
  echo('')
end

return M
