# language: pt
# Gerado com «interop translate» a partir de features/uat/administrator/operation.feature: não se altera aqui.
# Nenhum clínico nativo reviu ainda esta tradução.
@administrator
Funcionalidade: O hospital pode confiar nos seus sistemas e pode voltar atrás
  Migração, carga, avarias, segurança e reversão fazem-nas pessoas, com evidência.
  A bancada de ensaio pede-as, guarda o que se disse e verifica o que se vê de fora.

  Regra: Migração: contagem de exames, séries e imagens por modalidade e ano; uma amostra aleatória de pelo menos 500 exames exatos em píxeis e atributos; a lista assinada do que não pôde ser migrado; com estados de apresentação, relatórios estruturados e imagens-chave

    @UAT-ADM-05 @TC-ADM-051 @shall @positive
    Cenário: Nada se perdeu na migração, e o que se perdeu está escrito
      Finalidade: anos de exames desaparecem no dia em que se desliga o arquivo antigo.
      O que observar: contagens de exames, séries e imagens por ano e modalidade, e 500 exames tirados ao
      acaso.
      Resultado esperado: contagens iguais, amostras exatas e uma lista assinada do que não se pôde trazer.
      Feito por uma pessoa: tudo: esta versão não compara arquivos. As listas fá-las a ferramenta de migração.
      Quando realiza no sistema "PACS" a ação "Conte exames, séries e imagens por ano e modalidade no arquivo antigo e no novo"
      Então olhe para o ecrã do sistema "PACS", confirme a afirmação "As contagens são iguais em cada ano e modalidade, salvo o que a lista assinada nomeia" e junte a evidência "A tabela com ambas as contagens"
      Quando realiza no sistema "PACS" a ação "Tire ao acaso pelo menos 500 exames e compare píxeis, atributos, imagens-chave e relatórios"
      Então olhe para o ecrã do sistema "PACS", confirme a afirmação "Todos os exames da amostra são exatos" e junte a evidência "A lista da amostra com os resultados"
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "A lista do que ficou no arquivo antigo está assinada pelo hospital" e junte a evidência "A lista assinada"

  Regra: Carga: o dobro da hora de ponta, todas as modalidades ao mesmo tempo, a maior TC

    @RAD-8 @UAT-ADM-06 @TC-ADM-061 @shall @positive
    Cenário: O dobro da hora de ponta, e ainda se examina a tempo uma paciente
      Finalidade: o sistema que é rápido quando está vazio não é o que o hospital terá.
      O que observar: a carga dos servidores e as filas, enquanto todos os equipamentos enviam ao mesmo tempo.
      Resultado esperado: a TC do tórax de Ana Torres é armazenada e recuperável dentro do prazo; nenhuma fila
      cresce.
      Feito por uma pessoa: gerar a carga: esta versão mede um paciente sob ela e não a gera.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" está agendado no equipamento "CT_ER1"
      Quando realiza no sistema "PACS" a ação "Faça enviar todos os equipamentos ao mesmo tempo, o dobro da hora de ponta, incluindo a maior TC"
      E o técnico realiza o exame "TC do tórax" da paciente "Ana Torres" no equipamento "CT_ER1"
      Então as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "Todas as filas estavam vazias dez minutos depois da carga" e junte a evidência "Os números da carga: equipamentos, exames, início e fim, uso de processador, memória e disco"

  Regra: Comutação, restauro, corte de energia, perda da ligação e ligação lenta; contingência só de leitura

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-071 @shall @positive
    Cenário: O arquivo restaura-se da cópia de segurança, e um exame anterior lá está
      Finalidade: uma cópia nunca restaurada é uma esperança.
      O que observar: o relógio e as mensagens do restauro.
      Resultado esperado: o arquivo volta dentro do tempo do plano, e a TC do tórax de Ana Torres pode ser
      recuperada.
      Feito por uma pessoa: a cópia e o restauro: esta versão não toca em nenhum servidor; procura o exame
      depois.
      Dado que o exame "TC do tórax" da paciente "Ana Torres" foi realizado no equipamento "CT_ER1"
      Quando realiza no sistema "PACS" a ação "Faça uma cópia do arquivo de ensaio, restaure-a num disco vazio e meça o tempo"
      Então as imagens do exame "TC do tórax" da paciente "Ana Torres" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "O restauro durou no máximo o que o plano permite" e junte a evidência "O registo do restauro, com início e fim"

    @RAD-8 @CONTINUITY @UAT-ADM-07 @TC-ADM-072 @shall @negative
    Cenário: Falha um servidor, a luz ou a ligação, e o trabalho continua
      Finalidade: numa semana sem avarias ninguém aprende o que os sistemas fazem quando as há.
      O que observar: um equipamento que envia e uma estação que lê, durante cada avaria.
      Resultado esperado: as imagens conservam-se e enviam-se depois; os exames anteriores ainda se podem ler.
      Feito por uma pessoa: parar servidores e luz, abrandar a ligação: esta versão só corta a sua própria
      ligação ao arquivo.
      Dado que o exame "RM crânio-encefálica" do paciente "Luis Mba" está agendado no equipamento "MR_1"
      Quando o técnico realiza o exame "RM crânio-encefálica" do paciente "Luis Mba" enquanto o sistema "PACS" está inacessível a partir do equipamento "MR_1"
      E a ligação entre o equipamento "MR_1" e o sistema "PACS" é restabelecida
      Então as imagens do exame "RM crânio-encefálica" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas
      Quando realiza no sistema "PACS" a ação "Pare o primeiro servidor, depois a luz, e depois reduza a ligação à da unidade mais fraca, um após outro"
      Então olhe para o ecrã do sistema "WORKSTATION" e confirme a afirmação "Os exames anteriores puderam ler-se durante cada avaria, pelo menos em modo só de leitura"
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "Depois de cada avaria, o número de imagens é igual ao enviado" e junte a evidência "De cada avaria: início, fim e o que se notou"

  Regra: Segurança: TLS, utilizadores e perfis, auditoria (acesso, visualização, exportação, fusão), palavras-passe predefinidas, relógio

    @UAT-ADM-08 @TC-ADM-081 @shall @positive
    Cenário: As ligações estão cifradas, as palavras-passe mudadas e os relógios de acordo
      Finalidade: as entradas mais comuns num hospital são uma palavra-passe predefinida e uma ligação aberta.
      O que observar: a configuração de segurança de cada sistema e a lista dos seus utilizadores.
      Resultado esperado: TLS onde o plano o pede, nenhum utilizador de fábrica, uma só hora para todos.
      Feito por uma pessoa: tudo: esta versão não lê a configuração de segurança. O comando interop check
      compara os relógios.
      Quando realiza no sistema "PACS" a ação "Experimente as palavras-passe do manual em cada sistema e ligue-se uma vez sem cifra"
      Então olhe para o ecrã do sistema "PACS" e confirme a afirmação "Todas as palavras-passe do manual foram recusadas"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "RIS, PACS e equipamentos mostram a mesma hora, ao segundo"
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "As ligações que o plano quer cifradas aceitam só chamadas cifradas" e junte a evidência "A lista de ligações com a sua cifra e a de utilizadores, sem palavras-passe escritas"

    @RAD-12 @UAT-ADM-08 @TC-ADM-082 @shall @positive
    Cenário: Quem viu, exportou ou fundiu consta do registo de auditoria
      Finalidade: o que não deixa registo não se pode explicar a um paciente.
      O que observar: o registo de auditoria do PACS e do RIS, da última meia hora.
      Resultado esperado: acesso, visualização, exportação e fusão, com pessoa, paciente e hora; cada perfil
      vê só o que pode.
      Feito por uma pessoa: acesso, visualização e exportação: esta versão não tem utilizador nos seus
      sistemas. Faz a fusão.
      Dado que a paciente "Elena Silva" consta do registo da receção
      E o exame "Radiografia do tórax" da paciente "Elena Obiang" foi realizado no equipamento "DX_1"
      Quando a receção funde a ficha da paciente "Elena Obiang" com a ficha da paciente "Elena Silva" e conserva esta última
      E realiza no sistema "PACS" a ação "Entre, abra a radiografia do tórax de Elena Silva, exporte-a e saia"
      Então olhe para o ecrã do sistema "PACS" e confirme a afirmação "O acesso, a visualização e a exportação constam da auditoria com o seu nome"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "A fusão de Elena Obiang e Elena Silva consta da auditoria"
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "Um utilizador de cada perfil vê exatamente o que o seu perfil permite" e junte a evidência "O extrato do registo de auditoria"

  Regra: Reversão ensaiada

    @RAD-8 @CONTINUITY @UAT-ADM-09 @TC-ADM-091 @shall @positive
    Cenário: Ensaiou-se a reversão, e nada do que se fez desde então se perdeu
      Finalidade: na noite da mudança alguém deve atrever-se a dizer: para trás.
      O que observar: o relógio e os exames feitos entre a atualização e a reversão.
      Resultado esperado: a versão anterior funciona dentro do tempo do plano, e o exame de Luis Mba lá está.
      Feito por uma pessoa: a reversão: esta versão nada instala; faz um exame antes e procura-o depois.
      Dado que o exame "TC do tórax" do paciente "Luis Mba" foi realizado no equipamento "CT_ER1"
      Quando realiza no sistema "PACS" a ação "Volte à versão anterior segundo o plano e meça o tempo"
      Então as imagens do exame "TC do tórax" do paciente "Luis Mba" estão armazenadas no sistema "PACS" e podem ser recuperadas
      E olhe para o ecrã do sistema "PACS", confirme a afirmação "A versão anterior voltou a funcionar dentro do tempo do plano" e junte a evidência "A ata do ensaio, com horas e nomes"

  Regra: Visto de cada ensaio com responsável, data e evidência; defeitos por gravidade; aceitação com reservas

    @UAT-ADM-10 @TC-ADM-101 @shall @positive
    Cenário: Cada ensaio tem o seu responsável, a sua data e a sua evidência
      Finalidade: o que ninguém assinou, ninguém aceitou.
      O que observar: a lista de ensaios, a lista de defeitos e as reservas.
      Resultado esperado: um responsável e uma data em cada ensaio, uma gravidade em cada defeito, uma data em
      cada reserva.
      Feito por uma pessoa: tudo: a bancada de ensaio escreve as listas, e as pessoas decidem sobre elas.
      Quando realiza no sistema "RIS" a ação "Reveja com o fornecedor os ensaios e os defeitos desta atualização"
      Então olhe para o ecrã do sistema "RIS" e confirme a afirmação "Cada ensaio tem responsável, data e evidência"
      E olhe para o ecrã do sistema "RIS" e confirme a afirmação "Cada defeito tem uma gravidade em que hospital e fornecedor concordam"
      E olhe para o ecrã do sistema "RIS", confirme a afirmação "Cada reserva diz o que falta, quem o faz e até quando" e junte a evidência "A lista de reservas, assinada por ambos"
