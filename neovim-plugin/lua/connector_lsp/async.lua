-- Straight-line code over functions that take a callback.

local M = {}

--- Run a function in which `M.await` may be used.
---@param work fun()
function M.run(work)
  local thread = coroutine.create(work)
  local ok, problem = coroutine.resume(thread)
  if not ok then
    error(debug.traceback(thread, problem), 0)
  end
end

--- Wait for the callback of `start`, and return what it was called with.
---@param start fun(callback: fun(...))
function M.await(start)
  local thread = coroutine.running()
  local is_waiting, results = false, nil
  start(function(...)
    if not is_waiting then -- Answered before `start` came back, as the built-in prompts do.
      results = vim.F.pack_len(...)
      return
    end
    local ok, problem = coroutine.resume(thread, ...)
    if not ok then
      error(debug.traceback(thread, problem), 0)
    end
  end)
  if results then
    return vim.F.unpack_len(results)
  end
  is_waiting = true
  return coroutine.yield()
end

return M
