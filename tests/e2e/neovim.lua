-- A user of Neovim with our plugin, from an empty configuration; run by test_neovim.py:
--   nvim --headless --clean -l neovim.lua PLUGIN PYTHON FILE
-- Prints one line of JSON with what the user saw.
local plugin, python, file = _G.arg[1], _G.arg[2], _G.arg[3]
local seen = {}

vim.opt.runtimepath:append(plugin)
vim.lsp.config('connector_lsp', { cmd = { python, '-m', 'connector_lsp', 'serve' } })
vim.lsp.enable('connector_lsp')
vim.cmd('filetype on')
vim.cmd.edit(file)

local function wait(what, condition)
  if not vim.wait(30000, condition, 10) then
    error('gave up waiting for ' .. what)
  end
end

local function client()
  return vim.lsp.get_clients({ bufnr = 0, name = 'connector_lsp' })[1]
end

local function codes()
  local found = {}
  for _, diagnostic in ipairs(vim.diagnostic.get(0)) do
    found[#found + 1] = diagnostic.code
  end
  table.sort(found)
  return found
end

local function has(code)
  return vim.tbl_contains(codes(), code)
end

local function put_cursor_on(text, inside)
  vim.fn.cursor(1, 1)
  local line = vim.fn.search(text, 'cW')
  assert(line > 0, text .. ' is not in the buffer')
  vim.api.nvim_win_set_cursor(0, { line, vim.fn.col('.') - 1 + (inside or 0) })
end

local function floating_text()
  for _, window in ipairs(vim.api.nvim_list_wins()) do
    if vim.api.nvim_win_get_config(window).relative ~= '' then
      local buffer = vim.api.nvim_win_get_buf(window)
      return table.concat(vim.api.nvim_buf_get_lines(buffer, 0, -1, false), '\n')
    end
  end
end

local function run()
  wait('the server', function() return client() and client().initialized end)
  seen.encoding = client().offset_encoding
  wait('diagnostics', function() return has('invalid-version') end)
  seen.codes = codes()

  -- K
  put_cursor_on('auth_request', 2)
  vim.lsp.buf.hover()
  wait('the hover', function() return floating_text() ~= nil end)
  seen.hover = floating_text()
  vim.cmd('fclose!')

  -- gra, with the one fix that is offered for the version taken
  put_cursor_on('"schema": 10')
  vim.fn.search('10')
  vim.lsp.buf.code_action({ apply = true, filter = function(action) return action.title:find('10.0') ~= nil end })
  wait('the quick fix', function() return vim.fn.search('"schema": "10.0"', 'nw') > 0 end)
  wait('the fault to go', function() return not has('invalid-version') end)

  -- A break is shown, and goes with its repair.
  put_cursor_on('"name": ')
  vim.cmd.normal({ 'x', bang = true })
  wait('the syntax fault', function() return has('missing-quote') end)
  vim.cmd.normal({ 'i"', bang = true })
  wait('its repair', function() return not has('missing-quote') end)
end

local ok, problem = pcall(run)
seen.problem = not ok and tostring(problem) or nil
seen.buffer = table.concat(vim.api.nvim_buf_get_lines(0, 0, -1, false), '\n')
io.stdout:write(vim.json.encode(seen), '\n')
for _, each in ipairs(vim.lsp.get_clients()) do
  each:stop()
end
vim.wait(5000, function() return #vim.lsp.get_clients() == 0 end, 10)
vim.cmd('cquit ' .. (ok and 0 or 1))
