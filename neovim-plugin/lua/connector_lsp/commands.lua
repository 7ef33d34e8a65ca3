-- What the commands do.

local async = require('connector_lsp.async')
local echo = require('connector_lsp.echo')
local form = require('connector_lsp.form')
local progress = require('connector_lsp.progress')
local targets = require('connector_lsp.target')
local view = require('connector_lsp.view')

local M = {}

local NEEDS_SIGN_IN = { SecretError = true, SignInError = true }

--- Ask the server for something that takes a while and can be stopped.
---@return table? result nil if it was stopped or failed, which is said
local function request_with_progress(target, method, params, title)
  local token = progress.begin(target.client, title)
  params = vim.tbl_extend('error', params, { workDoneToken = token })
  local result, is_answered = targets.request(target, method, params)
  progress.finish(target.client, token)
  if is_answered and not result then
    echo.info('Stopped: ' .. title)
  end
  return result
end

--- Choose one of some items, which are shown in two columns.
---@param items { label: string, note: string }[]
local function choose(items, title)
  local width = 0
  for _, item in ipairs(items) do
    width = math.max(width, vim.fn.strdisplaywidth(item.label))
  end
  return async.await(function(callback)
    vim.ui.select(items, {
      prompt = title,
      kind = 'connector_lsp',
      format_item = function(item)
        local gap = width - vim.fn.strdisplaywidth(item.label) + 2
        return vim.trim(item.label .. (' '):rep(gap) .. item.note)
      end,
    }, callback)
  end)
end

local function action_items(model)
  return vim.tbl_map(function(action)
    local is_test = action.action == 'testConnection'
    return { label = action.label, note = is_test and '' or action.action, action = action }
  end, model.actions)
end

local function choose_action(target, model)
  local items, at_cursor = action_items(model), targets.action_at_cursor(target)
  for index, item in ipairs(items) do
    if item.action.action == at_cursor then
      table.insert(items, 1, table.remove(items, index))
      break
    end
  end
  local chosen = choose(items, ('Run which action of %s?'):format(model.name))
  return chosen and chosen.action
end

local function find_action(model, name)
  for _, action in ipairs(model.actions) do
    if action.action == name then
      return action
    end
  end
  echo.failure(('There is no action %s in %s: :ConnectorRun shows all'):format(name, model.name))
end

---@return boolean is_signed_in
local function sign_in(target, model, remember)
  local values = form.sign_in(model.authFields)
  if not values then
    echo.info('Not signed in: cancelled')
    return false
  end
  local params = { values = values, remember = remember or false }
  local title = 'Sign in to ' .. model.name
  local result = request_with_progress(target, 'connector/signIn', params, title)
  if not result then
    return false
  end
  if result.failure then
    vim.notify(result.failure.message .. '\n' .. result.failure.nextStep, vim.log.levels.ERROR)
    return false
  end
  echo.success('Signed in to ' .. model.name)
  return true
end

--- Whether something is wrong that the form of the action can put right.
local function has_problem_of(action, failure)
  return vim.iter(failure.problems or {}):any(function(problem)
    return vim.iter(action.fields):any(function(field)
      return field.scope == problem.scope and field.key == problem.key
    end)
  end)
end

local function run(target, model, action, is_again)
  local inputs, problems = action.lastInputs, nil
  local has_signed_in = false
  local asks = not is_again
  while true do
    if asks then
      inputs = form.inputs(action.fields, inputs, problems)
      if not inputs then
        echo.info('Not run: cancelled')
        return
      end
    end
    local params = { action = action.action, inputs = inputs }
    local result = request_with_progress(target, 'connector/run', params, action.label)
    if not result then
      return
    end
    local failure = result.failure
    if failure and has_problem_of(action, failure) then
      asks, problems = true, failure.problems
    elseif failure and NEEDS_SIGN_IN[failure.kind] and #model.authFields > 0 and not has_signed_in then
      if not sign_in(target, model) then
        return
      end
      asks, has_signed_in = false, true
    else
      view.show(result, target)
      local text = action.label .. ': ' .. result.message
      local say = result.isSuccess and echo.success or echo.failure
      say(failure and text .. '. ' .. failure.nextStep or text)
      return
    end
  end
end

--- Run an action.
---@param name string `modelId/actionId` or `testConnection`; empty to choose one
---@param is_again boolean with the last inputs, asking only for what is wrong
function M.run(name, is_again)
  async.run(function()
    local target = targets.find()
    local model = target and targets.model(target)
    local action = model and (name == '' and choose_action(target, model) or name ~= '' and find_action(model, name))
    if action then
      run(target, model, action, is_again)
    end
  end)
end

--- Sign in by a form.
---@param buffer? integer
---@param remember? boolean whether to put what is entered into the keyring
function M.sign_in(buffer, remember)
  async.run(function()
    local target = targets.find(buffer)
    local model = target and targets.model(target)
    if model then
      sign_in(target, model, remember)
    end
  end)
end

--- Sign out.
function M.sign_out()
  async.run(function()
    local target = targets.find()
    if target and targets.request(target, 'connector/signOut') then
      echo.success('Signed out; what was entered is forgotten')
    end
  end)
end

--- Have the server execute one of its commands, which shows by itself what comes of it.
---@param command string without `connector.`
---@param ... string what it is about
---@return any result nil if it failed, which is said
local function execute(target, command, ...)
  local params = { command = 'connector.' .. command, arguments = { target.uri, ... } }
  local result = targets.request(target, 'workspace/executeCommand', params)
  return (type(result) == 'string' or type(result) == 'table') and result or nil
end

--- Copy a text to the unnamed register, and to the clipboard if there is one.
local function copy(text)
  vim.fn.setreg('"', text)
  pcall(vim.fn.setreg, '+', text)
end

--- Show the runs that are kept.
function M.history()
  async.run(function()
    local target = targets.find()
    if target then
      execute(target, 'showHistory')
    end
  end)
end

--- Show what is different between two responses.
---@param ids string[] of runs in the history; without them the last two of the same action
function M.compare(ids)
  async.run(function()
    local target = targets.find()
    if target then
      execute(target, 'compareResponses', unpack(ids))
    end
  end)
end

--- Show the last run as HAR.
---@param id? string a run in the history
function M.export_har(id)
  async.run(function()
    local target = targets.find()
    if target then
      execute(target, 'exportHar', id)
    end
  end)
end

--- Save the body of the last response.
---@param path string
function M.save_body(path)
  async.run(function()
    local target = targets.find()
    local saved = target and execute(target, 'saveBody', path ~= '' and vim.fn.fnamemodify(path, ':p') or nil)
    if saved then
      echo.success('Saved as ' .. vim.fn.fnamemodify(vim.uri_to_fname(saved), ':~:.'))
    end
  end)
end

--- Copy the last request as a cURL command, with variables for its secrets.
function M.copy_as_curl()
  async.run(function()
    local target = targets.find()
    local curl = target and execute(target, 'copyAsCurl')
    if curl then
      copy(curl)
      echo.success('The request is copied as a cURL command')
    end
  end)
end

local WAYS = { ['++test'] = 'test', ['++replay'] = 'replay' }

--- Release the connector: record it, and copy its JSON for Claris Connect.
---@param text string what is new; may be empty, and may begin with how test cases are passed before
function M.release(text)
  local option, rest = text:match('^(%+%+%S*)%s*(.*)$')
  local way, note = WAYS[option] or '', option and rest or text
  if option and way == '' then
    echo.failure(('There is no %s: ++test runs the test cases, ++replay replays them'):format(option))
    return
  end
  async.run(function()
    local target = targets.find()
    local result = target and execute(target, 'release', note, way)
    if result and type(result.text) == 'string' then
      copy(result.text)
      echo.success(result.summary .. '; its JSON is copied')
    end
  end)
end

--- Show what changed since the last release, since a record, or between two records.
---@param records string[]
function M.changes(records)
  async.run(function()
    local target = targets.find()
    if target then
      execute(target, 'compare', unpack(records))
    end
  end)
end

--- Show all that was released.
function M.library()
  async.run(function()
    local target = targets.find()
    if target then
      execute(target, 'showLibrary')
    end
  end)
end

--- Show what can be done, and do what is chosen.
function M.overview()
  async.run(function()
    local target = targets.find()
    local model = target and targets.model(target)
    if not model then
      return
    end
    local items = action_items(model)
    local change = { label = 'Sign in', note = '', does = M.sign_in }
    if model.isSignedIn then
      change = { label = 'Sign out', note = '', does = M.sign_out }
    end
    table.insert(items, 1, change)
    local state = model.isSignedIn and 'signed in' or 'not signed in'
    local chosen = choose(items, ('%s, %s'):format(model.name, state))
    if not chosen then
      return
    end
    if chosen.does then
      chosen.does(target.buffer)
    else
      run(target, model, chosen.action, false)
    end
  end)
end

--- The names of actions that begin with `lead`.
---@param lead string
---@return string[]
function M.complete_actions(lead)
  return vim.tbl_filter(function(name)
    return vim.startswith(name, lead)
  end, targets.action_names())
end

--- How test cases can be passed before a release.
---@param lead string
---@param line string the whole command line
---@return string[]
function M.complete_ways(lead, line)
  if not line:match('^%s*%S+%s+%S*$') then
    return {}
  end
  return vim.tbl_filter(function(way)
    return vim.startswith(way, lead)
  end, { '++replay', '++test' })
end

return M
