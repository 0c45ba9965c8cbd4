local time = require("time")

-- Three stages at once: a coroutine that makes words, a process that counts their
-- letters, and main, which collects what comes out.
local function main()
    -- A channel holds as many values as it has room for; who sends more waits.
    local words = channel.new(2)
    coroutine.spawn(function()
        for word in ("wasm calls lua calls wasm"):gmatch("%a+") do
            words:send(word)
        end
        words:close()
    end)

    local counter = process.spawn_monitored("app:counter", "app:host", process.pid())
    local counted = process.listen("counted")
    local events = process.events()

    -- Between the channel and the process: passes on, one at a time.
    local letters = 0
    while true do
        local word, more = words:receive()
        if not more then
            break
        end
        process.send(counter, "word", word)
        local answer = channel.select({ counted:case_receive(), time.after("5s"):case_receive() })
        if answer.channel ~= counted then
            return nil, "the counter does not answer"
        end
        print(answer.value.word, answer.value.letters)
        letters = letters + answer.value.letters
    end

    -- The counter ends when it is told to, and who watches it hears what it returned.
    process.send(counter, "end")
    local event = events:receive()
    print("words counted:", event.result.value)
    return letters
end

return { main = main }
