local function serve(greeting)
    process.registry.register("greeter")
    local inbox = process.inbox()
    while true do
        local message = inbox:receive()
        local name = message:payload():data()
        if name == "nobody" then
            error("nobody to greet")
        end
        process.send(message:from(), "greeting", greeting .. ", " .. name)
    end
end

return { serve = serve }
